namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>Quantizes the means or the standard deviations of one tensor, row by row.</summary>
internal static class RowwiseQuantization
{
    // The step that suits single means best comes first, so that it wins a tie.
    private static readonly float[] StepFactors = [1, 0.7f, 0.8f, 0.9f, 1.1f, 1.2f, 1.35f, 1.5f];

    /// <summary>The step of every row of means, rounded to what is stored.</summary>
    /// <param name="means">The means, row by row.</param>
    /// <param name="rows">The number of rows that have a step of their own.</param>
    /// <param name="bits">The bits of a mean.</param>
    /// <param name="rule">How the range is chosen.</param>
    public static RowFactors MeanSteps(ReadOnlySpan<float> means, int rows, int bits, RangeRule rule)
    {
        int length = means.Length / rows;
        var steps = new float[rows];
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> values = means.Slice(row * length, length);
            // A row of zeros has no step of its own; 0 marks it.
            steps[row] = RangeSearch.LargestMagnitude(values) == 0 ? 0 : UniformQuantizer.Fit(values, bits, rule).Step;
        }

        float smallest = steps.Where(step => step > 0).DefaultIfEmpty(1).Min();
        return RowFactors.Round([.. steps.Select(step => step > 0 ? step : smallest)]);
    }

    /// <summary>Means, each on the level nearest to it.</summary>
    public static PackedStorage Means(ReadOnlySpan<float> means, RowFactors steps, int bits)
    {
        var codes = new byte[means.Length];
        int length = means.Length / steps.Count;
        for (int row = 0; row < steps.Count; row++)
            new UniformQuantizer(steps[row], bits).Encode(means.Slice(row * length, length), codes.AsSpan(row * length, length));
        return new(new UniformQuantizer(1, bits), steps, codes);
    }

    /// <summary>Means of biases: they are few, so one range without clipping and many levels serve them.</summary>
    public static PackedStorage BiasMeans(ReadOnlySpan<float> means, int bits) => Means(means, MeanSteps(means, 1, bits, RangeRule.MinMax), bits);

    /// <summary>Means, on the levels that change the layer's outputs least.</summary>
    /// <param name="means">The means, output by output.</param>
    /// <param name="steps">The steps of the outputs, or one for all.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <param name="bits">The bits of a mean.</param>
    /// <param name="rounding">Knows the layer's inputs.</param>
    /// <param name="refineSteps">Whether steps of single outputs may change where another one changes the output less.</param>
    public static PackedStorage CalibratedMeans(ReadOnlySpan<float> means, RowFactors steps, int outputs, int bits, CalibratedRounding rounding, bool refineSteps)
    {
        var codes = new byte[means.Length];
        int taps = means.Length / outputs;
        if (refineSteps && steps.Count == outputs)
        {
            var best = new float[outputs];
            for (int output = 0; output < outputs; output++)
                best[output] = BestStep(means.Slice(output * taps, taps), steps[output], bits, rounding, codes.AsSpan(0, taps));
            steps = RowFactors.Round(best);
        }

        for (int output = 0; output < outputs; output++)
            rounding.Round(means.Slice(output * taps, taps), new UniformQuantizer(steps[output * steps.Count / outputs], bits), codes.AsSpan(output * taps, taps));
        return new(new UniformQuantizer(1, bits), steps, codes);
    }

    private static float BestStep(ReadOnlySpan<float> means, float step, int bits, CalibratedRounding rounding, Span<byte> codes)
    {
        float best = step;
        double least = double.PositiveInfinity;
        foreach (float factor in StepFactors)
        {
            double change = rounding.Round(means, new UniformQuantizer(step * factor, bits), codes);
            if (change < least)
                (best, least) = (step * factor, change);
        }

        return best;
    }

    /// <summary>
    /// Standard deviations on logarithmic levels that all rows share, and for each row the factor that keeps the variance of its output.
    /// (Rounding in the logarithm and clipping both shift it.)
    /// </summary>
    /// <param name="deviations">The standard deviations, row by row.</param>
    /// <param name="rows">The number of rows that have a factor of their own.</param>
    /// <param name="bits">The bits of a standard deviation.</param>
    /// <param name="inputSquares">The mean square of the input of each tap; null where it is not known, and all count alike.</param>
    public static PackedStorage Deviations(ReadOnlySpan<float> deviations, int rows, int bits, double[]? inputSquares)
    {
        double[] weights = VarianceWeights(inputSquares);
        LogarithmicQuantizer levels = inputSquares is null ? LogarithmicQuantizer.Fit(deviations, bits) : DeviationRange.Fit(deviations, weights, bits);
        return Deviations(deviations, rows, levels, weights);
    }

    /// <summary>How much each tap counts in the variance of an output: as its input's mean square says, or all alike where that tells nothing.</summary>
    public static double[] VarianceWeights(double[]? inputSquares) => inputSquares is null || inputSquares.Sum() <= 0 ? [1] : inputSquares;

    /// <summary>Standard deviations on given levels.</summary>
    /// <param name="deviations">The standard deviations, row by row.</param>
    /// <param name="rows">The number of rows that have a factor of their own.</param>
    /// <param name="levels">The levels.</param>
    /// <param name="weights">How much each tap counts in the variance of an output, again for every row.</param>
    public static PackedStorage Deviations(ReadOnlySpan<float> deviations, int rows, LogarithmicQuantizer levels, double[] weights)
    {
        var codes = new byte[deviations.Length];
        levels.Encode(deviations, codes);
        int length = deviations.Length / rows;
        var factors = new float[rows];
        for (int row = 0; row < rows; row++)
        {
            double variance = 0, rounded = 0;
            for (int i = row * length; i < (row + 1) * length; i++)
            {
                double level = levels.Decode(codes[i]), weight = weights[i % weights.Length];
                variance += weight * deviations[i] * deviations[i];
                rounded += weight * level * level;
            }

            factors[row] = (float)Math.Sqrt(variance / rounded);
        }

        return new(levels, RowFactors.Round(factors), codes);
    }
}
