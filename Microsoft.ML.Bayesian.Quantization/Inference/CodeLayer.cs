namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>One layer's parameters as the draws see them: in steps of the grid.</summary>
internal sealed class CodeLayer
{
    private readonly LayerPosterior posterior;
    private readonly float[] inverseSteps, meanLevels, deviationLevels;
    private readonly float[]? columnFactors;
    private readonly float[] biasMeans, biasDeviations;

    public CodeLayer(NetworkLayer layer, LayerPosterior posterior, LayerSampling sampling)
    {
        this.posterior = posterior;
        var layout = new WeightLayout(layer);
        (Outputs, Taps, Stride) = (layout.Outputs, layout.Taps, layout.Stride);
        Length = checked(Stride + (Taps + 1) / 2 * Stride);
        (Rule, Reach) = (sampling.Draw, sampling.Reach);
        inverseSteps = [.. sampling.StepsOf(posterior).Select(step => 1 / step)];
        (meanLevels, deviationLevels) = (LevelsOf(posterior.Weight.Mean), LevelsOf(posterior.Weight.StandardDeviation));
        columnFactors = sampling.ColumnShifts(Taps)?.Select(shift => (float)(1 << shift)).ToArray();
        (biasMeans, biasDeviations) = (posterior.Bias.Mean.ToArray(), posterior.Bias.StandardDeviation.ToArray());
    }

    public int Outputs { get; }

    public int Taps { get; }

    /// <summary>The number of outputs, padded to whole vectors.</summary>
    public int Stride { get; }

    /// <summary>The 32-bit words of a drawn layer: biases, then pairs of weights.</summary>
    public int Length { get; }

    /// <summary>How drawn weights come onto the grid.</summary>
    public DrawRule Rule { get; }

    /// <summary>The largest number that a draw may be.</summary>
    public int Reach { get; }

    /// <summary>Decodes some taps of all outputs, [tap][output], in steps.</summary>
    public void Decode(int firstTap, int taps, Span<float> centre, Span<float> spread)
    {
        Span<float> means = stackalloc float[taps], deviations = stackalloc float[taps];
        for (int output = 0; output < Outputs; output++)
        {
            Copy(posterior.Weight.Mean, meanLevels, output * Taps + firstTap, means);
            Copy(posterior.Weight.StandardDeviation, deviationLevels, output * Taps + firstTap, deviations);
            for (int tap = 0; tap < taps; tap++)
            {
                float perStep = columnFactors is null ? inverseSteps[output] : inverseSteps[output] * columnFactors[firstTap + tap];
                centre[tap * Stride + output] = means[tap] * perStep;
                spread[tap * Stride + output] = deviations[tap] * perStep;
            }
        }
    }

    private static float[] LevelsOf(ParameterStorage storage) => storage is PackedStorage { Levels: var levels }
        ? [.. Enumerable.Range(0, levels.LevelCount).Select(levels.Decode)]
        : [];

    private static void Copy(ParameterStorage storage, float[] levels, int start, Span<float> destination)
    {
        if (storage is PackedStorage packed)
            packed.CopyTo(start, destination, levels);
        else
            storage.CopyTo(start, destination);
    }

    /// <summary>Draws the biases, which stay in single precision.</summary>
    public void DrawBiases(ReadOnlySpan<float> normal, Span<float> destination)
    {
        destination.Clear();
        for (int output = 0; output < Outputs; output++)
            destination[output] = MathF.FusedMultiplyAdd(biasDeviations[output], normal[output], biasMeans[output]);
    }
}
