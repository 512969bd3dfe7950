namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>
/// Chooses the grid that a layer's weights are drawn on. Matched draws on packed means take the grid of the means, halved as often as the
/// bits of a draw exceed those of a mean and as there is room in 8 bits: then every mean lies on the grid. Otherwise each output channel
/// gets the step that suits drawn weights best, and Sheppard's correction where the steps of the means left no room.
/// </summary>
internal static class SampleGrid
{
    private const int DrawsPerWeight = 4;
    private const int Seed = 20260;

    // A normal draw cut off at three standard deviations keeps 98.7 % of its variance.
    private const float Extent = 3;
    private const double ShareWithRoom = 0.98;

    public static LayerSampling Fit(NetworkLayer shape, LayerPosterior layer, LayerBits bits, QuantizationOptions options, ActivationQuantizer input, bool isFirst)
    {
        float[] means = layer.Weight.Mean.ToArray(), deviations = layer.Weight.StandardDeviation.ToArray();
        int outputs = layer.Bias.Length, taps = means.Length / outputs;
        byte[]? shifts = isFirst && shape.Definition is Dense ? ColumnShifts(means, deviations, taps) : null;
        if (options.EffectiveDrawRule == DrawRule.Matched && layer.Weight.Mean is PackedStorage packed)
        {
            int subdivision = Math.Max(0, bits.Sample - bits.Mean);
            while (subdivision >= 0 && !HasRoom(means, deviations, packed.Factors, 1 << subdivision))
                subdivision--;
            if (subdivision >= 0)
                return new(DrawRule.Matched, bits.Sample, input, null, subdivision, shifts is null ? null : WithRoom(shifts, means, deviations, packed.Factors, 1 << subdivision));

            // As matched draws may, these take all 8 bits.
            return new(DrawRule.SheppardCorrected, Quantizer.MostBits, input, FitSteps(means, deviations, outputs, Quantizer.MostBits, shifts, options), 0, shifts);
        }

        return new(options.EffectiveDrawRule, bits.Sample, input, FitSteps(means, deviations, outputs, bits.Sample, shifts, options), 0, shifts);
    }

    /// <summary>Columns whose drawn weights are small throughout get a finer grid: k halvings for columns 2ᵏ times smaller than the largest.</summary>
    private static byte[] ColumnShifts(float[] means, float[] deviations, int taps)
    {
        var squares = new double[taps];
        for (int i = 0; i < means.Length; i++)
            squares[i % taps] += (double)means[i] * means[i] + (double)deviations[i] * deviations[i];
        double largest = squares.Max();
        return [.. squares.Select(square => (byte)Math.Clamp(Math.Floor(Math.Log2(largest / Math.Max(square, double.Epsilon)) / 2), 0, LayerSampling.LargestColumnShift))];
    }

    private static RowFactors FitSteps(float[] means, float[] deviations, int outputs, int bits, byte[]? shifts, QuantizationOptions options)
    {
        int rows = options.Granularity == Granularity.PerOutputChannel ? outputs : 1, length = means.Length / rows, taps = means.Length / outputs;
        var random = new Random(Seed);
        var draws = new float[length * DrawsPerWeight];
        var steps = new float[rows];
        for (int row = 0; row < rows; row++)
        {
            for (int i = 0; i < draws.Length; i++)
            {
                int at = row * length + i % length;
                double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
                draws[i] = (float)(means[at] + deviations[at] * normal) * (shifts is null ? 1 : 1 << shifts[at % taps]);
            }

            steps[row] = UniformQuantizer.Fit(draws, bits, options.RangeRule).Step;
        }

        return RowFactors.Round(steps);
    }

    /// <summary>Whether 8 bits hold the draws of nearly all weights, counted by their share of the variance.</summary>
    private static bool HasRoom(float[] means, float[] deviations, RowFactors steps, float finer)
    {
        int length = means.Length / steps.Count;
        double within = 0, all = 0;
        for (int row = 0; row < steps.Count; row++)
        {
            float limit = steps[row] / finer * LatticeDraw.Reach;
            for (int i = row * length; i < (row + 1) * length; i++)
            {
                double variance = (double)deviations[i] * deviations[i];
                all += variance;
                within += Math.Abs(means[i]) + Extent * deviations[i] <= limit ? variance : 0;
            }
        }

        return within >= ShareWithRoom * all;
    }

    private static byte[] WithRoom(byte[] shifts, float[] means, float[] deviations, RowFactors steps, float finer)
    {
        int taps = shifts.Length, length = means.Length / steps.Count;
        var room = (byte[])shifts.Clone();
        for (int i = 0; i < means.Length; i++)
        {
            float limit = steps[i / length] / finer * LatticeDraw.Reach;
            while (room[i % taps] > 0 && (Math.Abs(means[i]) + (Extent + 1) * deviations[i]) * (1 << room[i % taps]) > limit)
                room[i % taps]--;
        }

        return room;
    }
}
