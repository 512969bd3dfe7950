namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>
/// Chooses the bits of every layer's means and standard deviations. Each part of each layer is quantized alone at every number of bits, and its effect on the
/// predictions of calibration rows is measured with the draws of the single-precision model. Effects are taken to add up as squares; from the
/// fewest bits on, the step that takes away most per byte comes next (the greedy solution of the knapsack problem on the convex hull of each part).
/// </summary>
internal sealed class BitAllocator
{
    private const int Rows = 256;
    private const int Samples = 32;
    private const ulong Seed = 0xA110C;

    private readonly Posterior posterior;
    private readonly LayerQuantizer quantizer;
    private readonly QuantizationOptions options;
    private readonly float[] rows;
    private readonly PredictiveUncertainty[] exact;
    private readonly double[] exactMeans;

    public BitAllocator(Posterior posterior, LayerQuantizer quantizer, QuantizationOptions options, float[] rows)
    {
        this.posterior = posterior;
        this.quantizer = quantizer;
        this.options = options;
        this.rows = PosteriorQuantizer.EvenlySpread(rows, posterior.Network.InputCount, Rows);
        exact = Uncertainties(posterior, CancellationToken.None);
        exactMeans = Means(exact);
    }

    /// <summary>Quantizes the posterior to the bits that the budget allows.</summary>
    /// <param name="budget">The budget.</param>
    /// <param name="draws">The bits of drawn weights and activations, layer by layer; those of means and standard deviations are chosen.</param>
    /// <param name="cancellation">Ends the work.</param>
    public Posterior Allocate(QuantizationBudget budget, LayerBits[] draws, CancellationToken cancellation)
    {
        BitChoice[] choices = [.. Enumerable.Range(0, draws.Length).SelectMany(layer => new[] { Measure(layer, isMean: true, cancellation), Measure(layer, isMean: false, cancellation) })];
        Posterior Current() => PosteriorQuantizer.Quantize(posterior, quantizer, options, Bits(choices, draws), cancellation);
        Posterior best = Current();
        if (best.ByteCount > budget.MostBytes)
            throw new ArgumentException($"The posterior needs {best.ByteCount:N0} bytes at {Quantizer.FewestBits} bits for everything, more than the {nameof(QuantizationOptions.Budget)} of {budget}.");

        // The bytes of draws change a little with the bits of means: what is too much is seen when it is made.
        while (budget.MostDrift is not { } most || Drift(best, cancellation) > most)
        {
            BitChoice? next = choices.Where(choice => choice.CanGrow).MaxBy(choice => choice.GainPerByte);
            if (next is null)
                return budget.MostDrift is null ? best : throw new ArgumentException($"Even {Quantizer.MostBits} bits for everything drift by {Drift(best, cancellation):P1}, more than the {nameof(QuantizationOptions.Budget)} of {budget}.");
            int before = next.Bits;
            next.Grow();
            Posterior? grown = best.ByteCount + next.Bytes - next.BytesAt(before) > budget.MostBytes ? null : Current();
            if (grown is null || grown.ByteCount > budget.MostBytes)
                next.StopAt(before);
            else
                best = grown;
        }

        return best;
    }

    private static LayerBits[] Bits(BitChoice[] choices, LayerBits[] draws) =>
        [.. draws.Select((layer, index) => layer with { Mean = choices[2 * index].Bits, StandardDeviation = choices[2 * index + 1].Bits })];

    private BitChoice Measure(int layer, bool isMean, CancellationToken cancellation)
    {
        var effects = new double[Quantizer.MostBits + 1];
        var bytes = new long[Quantizer.MostBits + 1];
        for (int bits = Quantizer.FewestBits; bits <= Quantizer.MostBits; bits++)
        {
            LayerPosterior alone = quantizer.Quantize(layer, new(isMean ? bits : QuantizationOptions.Unchanged, isMean ? QuantizationOptions.Unchanged : bits, 0, 0));
            var changed = new Posterior(posterior.Network, [.. posterior.Layers.Select((other, index) => index == layer ? alone : other)], posterior.Prior);
            effects[bits] = Math.Pow(Effect(Uncertainties(changed, cancellation)), 2);
            bytes[bits] = isMean ? alone.Weight.Mean.ByteCount + alone.Bias.Mean.ByteCount : alone.Weight.StandardDeviation.ByteCount + alone.Bias.StandardDeviation.ByteCount;
        }

        return new(effects, bytes);
    }

    private PredictiveUncertainty[] Uncertainties(Posterior changed, CancellationToken cancellation)
    {
        int count = rows.Length / posterior.Network.InputCount;
        var uncertainties = new PredictiveUncertainty[count];
        var engine = PredictiveEngine.Create(changed, new InferenceOptions { Method = InferenceMethod.WeightSampling, SampleCount = Samples, Seed = Seed, SampleCacheBytes = 0 });
        engine.Predict(rows, new float[count * posterior.Network.ClassCount], uncertainties, cancellation);
        return uncertainties;
    }

    /// <summary>The mean absolute change row by row, relative to the mean uncertainty: changes of opposite sign do not make up for each other.</summary>
    private double Effect(PredictiveUncertainty[] changed)
    {
        var sums = new double[3];
        for (int row = 0; row < exact.Length; row++)
        {
            sums[0] += Math.Abs(changed[row].Total - exact[row].Total);
            sums[1] += Math.Abs(changed[row].Aleatoric - exact[row].Aleatoric);
            sums[2] += Math.Abs(changed[row].Epistemic - exact[row].Epistemic);
        }

        return sums.Select((sum, i) => sum / exact.Length / exactMeans[i]).Average();
    }

    private double Drift(Posterior changed, CancellationToken cancellation) =>
        Means(Uncertainties(changed, cancellation)).Select((mean, i) => Math.Abs(mean / exactMeans[i] - 1)).Average();

    // Certainty throughout is no reason to divide by 0.
    private static double[] Means(PredictiveUncertainty[] rows) =>
        [.. new[] { rows.Average(row => (double)row.Total), rows.Average(row => (double)row.Aleatoric), rows.Average(row => (double)row.Epistemic) }.Select(mean => Math.Max(mean, 1e-6))];
}
