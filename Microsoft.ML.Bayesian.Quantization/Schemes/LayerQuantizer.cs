namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>Quantizes the layers of one posterior one by one, to any bits, with what calibration rows tell about their inputs.</summary>
internal sealed class LayerQuantizer
{
    private const double Damping = 0.01;
    private const float ActivationHeadroom = 1.25f;
    private const int BiasMeanBits = Quantizer.MostBits;

    private readonly Posterior posterior;
    private readonly QuantizationOptions options;
    private readonly LayerInputs[]? inputs;
    private readonly CalibratedRounding?[] roundings;

    /// <summary>Prepares the layers.</summary>
    /// <param name="posterior">The posterior, in single precision.</param>
    /// <param name="options">How to quantize; its bits are not looked at.</param>
    /// <param name="inputs">What comes into each layer; null where it is not known.</param>
    public LayerQuantizer(Posterior posterior, QuantizationOptions options, LayerInputs[]? inputs)
    {
        this.posterior = posterior;
        this.options = options;
        this.inputs = inputs;
        roundings = new CalibratedRounding?[posterior.Layers.Count];
    }

    /// <summary>Quantizes the means and standard deviations of a layer.</summary>
    /// <param name="index">The number of the layer among those with parameters.</param>
    /// <param name="bits">The bits of its means and standard deviations.</param>
    public LayerPosterior Quantize(int index, LayerBits bits)
    {
        LayerPosterior layer = posterior.Layers[index];
        ParameterStorage weightMean = layer.Weight.Mean, weightDeviation = layer.Weight.StandardDeviation, biasMean = layer.Bias.Mean, biasDeviation = layer.Bias.StandardDeviation;
        if (bits.Mean != QuantizationOptions.Unchanged)
        {
            float[] means = weightMean.ToArray(), biases = biasMean.ToArray();
            PackedStorage packed = QuantizeMeans(index, means, bits.Mean);
            if (options.CorrectBiases)
                CorrectBiases(biases, means, packed.ToArray(), inputs![index].Means());
            weightMean = packed;
            biasMean = RowwiseQuantization.BiasMeans(biases, BiasMeanBits);
        }

        if (bits.StandardDeviation != QuantizationOptions.Unchanged)
        {
            weightDeviation = RowwiseQuantization.Deviations(weightDeviation.ToArray(), RowsOf(layer), bits.StandardDeviation, InputSquares(index));
            biasDeviation = RowwiseQuantization.Deviations(biasDeviation.ToArray(), 1, bits.StandardDeviation, [1]);
        }

        return new(new(layer.Weight.Name, layer.Weight.Shape, weightMean, weightDeviation), new(layer.Bias.Name, layer.Bias.Shape, biasMean, biasDeviation));
    }

    /// <summary>The mean square of the input of each tap of a layer; null where it is not known.</summary>
    public double[]? InputSquares(int index) => inputs?[index].MeanSquares();

    /// <summary>How quantized layers are drawn on integers.</summary>
    /// <param name="layers">The quantized layers.</param>
    /// <param name="bits">The bits of each.</param>
    public IntegerSamplingRule SamplingRule(IReadOnlyList<LayerPosterior> layers, LayerBits[] bits) =>
        new([.. posterior.Network.ParameterizedLayers.Select((shape, index) => SampleGrid.Fit(shape, layers[index], bits[index], options, FitInput(index, bits[index].Activation), index == 0))]);

    private int RowsOf(LayerPosterior layer) => options.Granularity == Granularity.PerOutputChannel ? layer.Bias.Length : 1;

    private PackedStorage QuantizeMeans(int index, float[] means, int bits)
    {
        LayerPosterior layer = posterior.Layers[index];
        RowFactors steps = RowwiseQuantization.MeanSteps(means, RowsOf(layer), bits, options.RangeRule);
        if (options.MeanRounding == MeanRounding.Nearest)
            return RowwiseQuantization.Means(means, steps, bits);
        CalibratedRounding rounding = roundings[index] ??= new(inputs![index].Moments(centred: options.CorrectBiases), inputs[index].Taps, Damping);
        return RowwiseQuantization.CalibratedMeans(means, steps, layer.Bias.Length, bits, rounding, refineSteps: options.RangeRule == RangeRule.LeastSquaredError);
    }

    /// <summary>
    /// With 8 bits there is room for activations larger than those of the calibration rows, which inputs of another kind bring: clipped, they
    /// would look more certain than they are.
    /// </summary>
    private ActivationQuantizer FitInput(int index, int bits)
    {
        float[] values = inputs![index].Values;
        return bits == Quantizer.MostBits && index > 0
            ? ActivationQuantizer.Fit([.. values.Select(value => value * ActivationHeadroom)], bits, RangeRule.MinMax)
            : ActivationQuantizer.Fit(values, bits, options.RangeRule);
    }

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
