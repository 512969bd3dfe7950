using Microsoft.ML.Bayesian;

namespace BayesianML.Samples;

/// <summary>Keeps models, and loads those that were trained before, here or by another program.</summary>
internal static class ModelFile
{
    private const int Classes = 10, BytesPerParameter = 2 * sizeof(float);

    /// <summary>Saves a model for everybody: it takes pixels from 0 to 255, whatever it was trained on.</summary>
    /// <param name="path">The file, .bnn.</param>
    /// <param name="model">The model, which takes scaled pixels.</param>
    /// <param name="scaling">How they were scaled.</param>
    public static void Save(string path, BayesianModel model, PixelScaling scaling) =>
        new BayesianModel(model.Posterior, model.Inference, model.ClassNames, scaling.Normalization).Save(path);

    /// <summary>Loads the model that <see cref="BenchmarkOptions.ModelFile"/> names; it scores scaled pixels, as the options say.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, holds another network or one for another scaling of pixels, or is to be quantized but is so already.</exception>
    public static BayesianModel Load(BenchmarkOptions options)
    {
        string path = options.ModelFile!;
        BayesianModel model = Path.GetExtension(path) == ".bnn" ? BayesianModel.Load(path) : new(Posterior.FromSafetensors(path, options.Definition));
        NetworkArchitecture expected = options.Definition.Resolve(ImageSet.PixelCount, Classes), actual = model.Posterior.Network;
        if (!expected.ParameterizedLayers.Select(layer => layer.WeightCount).SequenceEqual(actual.ParameterizedLayers.Select(layer => layer.WeightCount)))
            throw new InvalidDataException($"'{path}' holds a network of {actual.ParameterCount:N0} parameters, which is not that of --network {options.Network} ({expected.ParameterCount:N0}).");
        if (options.Quantizations.Count > 0 && model.Posterior.ByteCount != (long)actual.ParameterCount * BytesPerParameter)
            throw new InvalidDataException($"'{path}' is quantized already; --quantize needs the float32 model that it was made from.");
        if (model.InputNormalization is { } normalization && normalization != options.PixelScaling.Normalization)
            throw new InvalidDataException($"'{path}' takes pixels x as {normalization}, which is not --pixel-scaling {options.PixelScaling.Name} ({options.PixelScaling.Normalization}).");
        return new(model.Posterior, options.Inference, model.ClassNames);
    }
}
