namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>Makes a float32 posterior small, after training.</summary>
/// <example>
/// <code>
/// Posterior small = PosteriorQuantizer.Quantize(model.Posterior, calibrationRows, new QuantizationOptions());
/// var smallModel = new BayesianModel(small, model.Inference, model.ClassNames);
/// </code>
/// </example>
public static class PosteriorQuantizer
{
    // More rows and samples change what is chosen by less than the noise of a prediction.
    private const int MostCalibrationRows = 2048;
    private const int MomentSamples = 4;
    private const ulong CalibrationSeed = 0x9D2C5680;
    private const double Damping = 0.01;
    private const float ActivationHeadroom = 1.25f;
    private const int BiasMeanBits = Quantizer.MostBits;

    /// <summary>Quantizes a posterior.</summary>
    /// <param name="posterior">The posterior, in single precision.</param>
    /// <param name="calibrationRows">
    /// Inputs like those that the model will score, row by row; at most 2,048 of them, evenly spread, are used. They choose the ranges of activations and the rounding of
    /// means. Only the scheme <see cref="QuantizationScheme.Variational"/> without calibrated rounding and bias correction does without.
    /// </param>
    /// <param name="options">What is quantized, and how.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="ArgumentException">An option makes no sense, there are no calibration rows, they do not fit the network, or the posterior is quantized already.</exception>
    public static Posterior Quantize(Posterior posterior, ReadOnlySpan<float> calibrationRows, QuantizationOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(posterior);
        ArgumentNullException.ThrowIfNull(options);
        LayerBits[] bits = options.Resolve(posterior.Network);
        if (posterior.Sampling is not null || posterior.Tensors.Any(tensor => tensor.Mean is not Float32Storage || tensor.StandardDeviation is not Float32Storage))
            throw new ArgumentException("The posterior is quantized already; quantize the float32 posterior that it was made from.", nameof(posterior));

        LayerInputs[] inputs = Calibrate(posterior, calibrationRows, options, cancellation);
        NetworkLayer[] layers = [.. posterior.Network.ParameterizedLayers];
        var quantized = new LayerPosterior[layers.Length];
        for (int layer = 0; layer < layers.Length; layer++)
        {
            cancellation.ThrowIfCancellationRequested();
            quantized[layer] = QuantizeLayer(posterior.Layers[layer], bits[layer], options, inputs.Length == 0 ? null : inputs[layer]);
        }

        var small = new Posterior(posterior.Network, quantized, posterior.Prior);
        return options.Scheme == QuantizationScheme.Variational
            ? small
            : small.With(new IntegerSamplingRule([.. layers.Select((layer, index) =>
                SampleGrid.Fit(layer, quantized[index], bits[index], options, FitInput(inputs[index].Values, bits[index].Activation, options.RangeRule, index == 0), index == 0))]));
    }

    private static LayerInputs[] Calibrate(Posterior posterior, ReadOnlySpan<float> rows, QuantizationOptions options, CancellationToken cancellation)
    {
        bool needed = options.Scheme != QuantizationScheme.Variational || options.MeanRounding == MeanRounding.Calibrated || options.CorrectBiases;
        if (!needed && rows.IsEmpty)
            return [];
        int width = posterior.Network.InputCount;
        if (rows.Length % width != 0)
            throw new ArgumentException($"The calibration rows hold {rows.Length} values, which is no multiple of the network's {width} inputs.", nameof(rows));
        if (rows.IsEmpty)
            throw new ArgumentException($"There are no calibration rows, but the scheme {options.Scheme} with {nameof(options.MeanRounding)} {options.MeanRounding} and {nameof(options.CorrectBiases)} {options.CorrectBiases} needs some.", nameof(rows));
        if (rows.IndexOfAnyExceptFinite() is var bad and >= 0)
            throw new ArgumentException($"Calibration row {bad / width} holds {rows[bad]} in column {bad % width}; calibration needs finite numbers.", nameof(rows));

        float[] spread = EvenlySpread(rows, width);
        LayerInputs[] inputs = [.. posterior.Network.ParameterizedLayers.Select((layer, index) =>
            new LayerInputs(layer, spread.Length / width * (index == 0 ? 1 : MomentSamples), moments: options.MeanRounding == MeanRounding.Calibrated && options.Scheme != QuantizationScheme.Sampled))];
        new CalibrationPass(posterior, MomentSamples, CalibrationSeed).Run(spread, (layer, block, count) => inputs[layer].Add(block, count), cancellation);
        return inputs;
    }

    private static float[] EvenlySpread(ReadOnlySpan<float> rows, int width)
    {
        int count = rows.Length / width, used = Math.Min(count, MostCalibrationRows);
        var spread = new float[used * width];
        for (int i = 0; i < used; i++)
            rows.Slice((int)((long)i * count / used) * width, width).CopyTo(spread.AsSpan(i * width));
        return spread;
    }

    private static LayerPosterior QuantizeLayer(LayerPosterior layer, LayerBits bits, QuantizationOptions options, LayerInputs? inputs)
    {
        int outputs = layer.Bias.Length, rows = options.Granularity == Granularity.PerOutputChannel ? outputs : 1;
        ParameterStorage weightMean = layer.Weight.Mean, weightDeviation = layer.Weight.StandardDeviation, biasMean = layer.Bias.Mean, biasDeviation = layer.Bias.StandardDeviation;
        if (bits.Mean != QuantizationOptions.Unchanged)
        {
            float[] means = weightMean.ToArray();
            RowFactors steps = RowwiseQuantization.MeanSteps(means, rows, bits.Mean, options.RangeRule);
            PackedStorage packed = options.MeanRounding == MeanRounding.Calibrated
                ? RowwiseQuantization.CalibratedMeans(means, steps, outputs, bits.Mean, new CalibratedRounding(inputs!.Moments(centred: options.CorrectBiases), inputs.Taps, Damping), options.RangeRule == RangeRule.LeastSquaredError)
                : RowwiseQuantization.Means(means, steps, bits.Mean);
            float[] biases = biasMean.ToArray();
            if (options.CorrectBiases)
                CorrectBiases(biases, means, packed.ToArray(), inputs!.Means());
            weightMean = packed;
            biasMean = RowwiseQuantization.Means(biases, RowwiseQuantization.MeanSteps(biases, 1, BiasMeanBits, RangeRule.MinMax), BiasMeanBits);
        }

        if (bits.StandardDeviation != QuantizationOptions.Unchanged)
        {
            weightDeviation = RowwiseQuantization.Deviations(weightDeviation.ToArray(), rows, bits.StandardDeviation, inputs?.MeanSquares());
            biasDeviation = RowwiseQuantization.Deviations(biasDeviation.ToArray(), 1, bits.StandardDeviation, [1]);
        }

        return new(new(layer.Weight.Name, layer.Weight.Shape, weightMean, weightDeviation), new(layer.Bias.Name, layer.Bias.Shape, biasMean, biasDeviation));
    }

    /// <summary>
    /// With 8 bits there is room for activations larger than those of the calibration rows, which inputs of another kind bring: clipped, they
    /// would look more certain than they are.
    /// </summary>
    private static ActivationQuantizer FitInput(float[] values, int bits, RangeRule rule, bool isFirst) => bits == Quantizer.MostBits && !isFirst
        ? ActivationQuantizer.Fit([.. values.Select(value => value * ActivationHeadroom)], bits, RangeRule.MinMax)
        : ActivationQuantizer.Fit(values, bits, rule);

    /// <summary>Adds to every bias what rounding took from the mean of its unit.</summary>
    private static void CorrectBiases(float[] biases, float[] means, float[] rounded, double[] inputMeans)
    {
        for (int output = 0; output < biases.Length; output++)
        {
            double shift = 0;
            for (int tap = 0; tap < inputMeans.Length; tap++)
                shift += ((double)means[output * inputMeans.Length + tap] - rounded[output * inputMeans.Length + tap]) * inputMeans[tap];
            biases[output] += (float)shift;
        }
    }
}
