namespace Microsoft.ML.Bayesian.PerformanceTests;

/// <summary>Weights for peers that are given them: drawn plainly from the posterior, [sample][tensor].</summary>
internal static class PeerDraws
{
    public static float[][][] Of(Posterior posterior, int samples)
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, samples).Select(_ => (float[][])[.. posterior.Tensors.Select(tensor => Draw(tensor, random))])];
    }

    private static float[] Draw(VariationalTensor tensor, Random random)
    {
        float[] means = tensor.Mean.ToArray(), deviations = tensor.StandardDeviation.ToArray();
        return [.. means.Zip(deviations, (mean, deviation) =>
            (float)(mean + deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
    }
}
