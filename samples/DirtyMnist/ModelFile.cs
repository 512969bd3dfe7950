using Microsoft.ML.Bayesian;

namespace BayesianML.Samples;

/// <summary>Loads a model that was trained before, here or by another program.</summary>
internal static class ModelFile
{
    private const int Classes = 10, BytesPerParameter = 2 * sizeof(float);

    /// <summary>Loads the model that <see cref="BenchmarkOptions.ModelFile"/> names; it scores as the options say.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, holds another network, or is to be quantized but is so already.</exception>
    public static BayesianModel Load(BenchmarkOptions options)
    {
        string path = options.ModelFile!;
        BayesianModel model = Path.GetExtension(path) == ".bnn" ? BayesianModel.Load(path) : new(Posterior.FromSafetensors(path, options.Definition));
        NetworkArchitecture expected = options.Definition.Resolve(ImageSet.PixelCount, Classes), actual = model.Posterior.Network;
        if (!expected.ParameterizedLayers.Select(layer => layer.WeightCount).SequenceEqual(actual.ParameterizedLayers.Select(layer => layer.WeightCount)))
            throw new InvalidDataException($"'{path}' holds a network of {actual.ParameterCount:N0} parameters, which is not that of --network {options.Network} ({expected.ParameterCount:N0}).");
        if (options.Quantizations.Count > 0 && model.Posterior.ByteCount != (long)actual.ParameterCount * BytesPerParameter)
            throw new InvalidDataException($"'{path}' is quantized already; --quantize needs the float32 model that it was made from.");
        return model.With(options.Inference);
    }
}
