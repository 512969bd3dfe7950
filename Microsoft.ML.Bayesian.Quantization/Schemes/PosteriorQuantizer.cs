namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>Makes a float32 posterior small, after training.</summary>
/// <example>
/// <code>
/// BayesianModel small = PosteriorQuantizer.Quantize(model, calibrationRows, new QuantizationOptions());
/// </code>
/// </example>
public static class PosteriorQuantizer
{
    // More rows and samples change what is chosen by less than the noise of a prediction.
    private const int MostCalibrationRows = 2048;
    private const int MomentSamples = 4;
    private const ulong CalibrationSeed = 0x9D2C5680;

    /// <summary>Quantizes a posterior.</summary>
    /// <param name="posterior">The posterior, in single precision.</param>
    /// <param name="calibrationRows">
    /// Inputs of the network like those that it will score, row by row; at most 2,048 of them, evenly spread, are used. They choose the ranges of activations, the rounding of
    /// means, and the bits where a budget is given. Only the scheme <see cref="QuantizationScheme.Variational"/> without any of these does without them.
    /// </param>
    /// <param name="options">What is quantized, and how.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>A new posterior of the same network, with packed parameters, a sampling rule, or both, as the scheme says.</returns>
    /// <exception cref="ArgumentException">
    /// An option makes no sense, a budget cannot be kept, there are no calibration rows, they do not fit the network, or the posterior is quantized already.
    /// </exception>
    public static Posterior Quantize(Posterior posterior, ReadOnlySpan<float> calibrationRows, QuantizationOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(posterior);
        ArgumentNullException.ThrowIfNull(options);
        options.ValidateAfterTraining();
        return FitGrids(posterior, calibrationRows, options, cancellation).Posterior;
    }

    /// <summary>Quantizes the posterior of a model, which otherwise stays as it is.</summary>
    /// <param name="model">The model, in single precision.</param>
    /// <param name="calibrationRows">Features like those that the model will score, row by row, before the model's own normalization.</param>
    /// <param name="options">What is quantized, and how.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>A new model with the quantized posterior.</returns>
    /// <inheritdoc cref="Quantize(Posterior, ReadOnlySpan{float}, QuantizationOptions, CancellationToken)" path="/exception"/>
    public static BayesianModel Quantize(BayesianModel model, ReadOnlySpan<float> calibrationRows, QuantizationOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.InputNormalization is null)
            return model.WithPosterior(Quantize(model.Posterior, calibrationRows, options, cancellation));
        var inputs = new float[calibrationRows.Length];
        model.InputNormalization.Apply(calibrationRows, inputs);
        return model.WithPosterior(Quantize(model.Posterior, inputs, options, cancellation));
    }

    /// <summary>The same, for a caller who goes on to put other parameters onto the same grids.</summary>
    internal static PosteriorGrids FitGrids(Posterior posterior, ReadOnlySpan<float> calibrationRows, QuantizationOptions options, CancellationToken cancellation)
    {
        LayerBits[] bits = options.Resolve(posterior.Network);
        if (posterior.Sampling is not null || posterior.Tensors.Any(tensor => tensor.Mean is not Float32Storage || tensor.StandardDeviation is not Float32Storage))
            throw new ArgumentException("The posterior is quantized already; quantize the float32 posterior that it was made from.", nameof(posterior));
        CheckRows(calibrationRows, posterior.Network.InputCount, options);

        float[] rows = EvenlySpread(calibrationRows, posterior.Network.InputCount, MostCalibrationRows);
        var quantizer = new LayerQuantizer(posterior, options, rows.Length == 0 ? null : Calibrate(posterior, rows, options, cancellation));
        Posterior small = options.Budget is { } budget
            ? new BitAllocator(posterior, quantizer, options, rows).Allocate(budget, bits, cancellation)
            : Quantize(posterior, quantizer, options, bits, cancellation);
        return new(small, [.. bits.Select((_, layer) => quantizer.InputSquares(layer))]);
    }

    /// <summary>Quantizes every layer to given bits.</summary>
    internal static Posterior Quantize(Posterior posterior, LayerQuantizer quantizer, QuantizationOptions options, LayerBits[] bits, CancellationToken cancellation)
    {
        var layers = new LayerPosterior[bits.Length];
        for (int layer = 0; layer < layers.Length; layer++)
        {
            cancellation.ThrowIfCancellationRequested();
            layers[layer] = quantizer.Quantize(layer, bits[layer]);
        }

        var small = new Posterior(posterior.Network, layers, posterior.Prior);
        return options.Scheme == QuantizationScheme.Variational ? small : small.With(quantizer.SamplingRule(layers, bits));
    }

    /// <summary>At most so many rows, evenly spread.</summary>
    internal static float[] EvenlySpread(ReadOnlySpan<float> rows, int width, int most)
    {
        int count = rows.Length / width, used = Math.Min(count, most);
        var spread = new float[used * width];
        for (int i = 0; i < used; i++)
            rows.Slice((int)((long)i * count / used) * width, width).CopyTo(spread.AsSpan(i * width));
        return spread;
    }

    private static void CheckRows(ReadOnlySpan<float> rows, int width, QuantizationOptions options)
    {
        if (rows.Length % width != 0)
            throw new ArgumentException($"The calibration rows hold {rows.Length} values, which is no multiple of the network's {width} inputs.", nameof(rows));
        bool needed = options.Scheme != QuantizationScheme.Variational || options.MeanRounding == MeanRounding.Calibrated || options.CorrectBiases || options.Budget is not null;
        if (rows.IsEmpty && needed)
        {
            throw new ArgumentException($"There are no calibration rows, but the scheme {options.Scheme} with {nameof(options.MeanRounding)} {options.MeanRounding}, " +
                $"{nameof(options.CorrectBiases)} {options.CorrectBiases} and {nameof(options.Budget)} {options.Budget?.ToString() ?? "none"} needs some.", nameof(rows));
        }

        if (rows.IndexOfAnyExceptFinite() is var bad and >= 0)
            throw new ArgumentException($"Calibration row {bad / width} holds {rows[bad]} in column {bad % width}; calibration needs finite numbers.", nameof(rows));
    }

    private static LayerInputs[] Calibrate(Posterior posterior, float[] rows, QuantizationOptions options, CancellationToken cancellation)
    {
        bool moments = options.MeanRounding == MeanRounding.Calibrated && options.Scheme != QuantizationScheme.Sampled;
        int count = rows.Length / posterior.Network.InputCount;
        LayerInputs[] inputs = [.. posterior.Network.ParameterizedLayers.Select((layer, index) => new LayerInputs(layer, count * (index == 0 ? 1 : MomentSamples), moments))];
        new CalibrationPass(posterior, MomentSamples, CalibrationSeed).Run(rows, (layer, block, rowCount) => inputs[layer].Add(block, rowCount), cancellation);
        return inputs;
    }
}
