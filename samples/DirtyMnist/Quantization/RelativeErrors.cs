namespace BayesianML.Samples;

/// <summary>How far the nine mean uncertainties are from those of the float32 model: after / before − 1.</summary>
internal sealed record RelativeErrors(SetMeans Total, SetMeans Aleatoric, SetMeans Epistemic)
{
    public static RelativeErrors Between(Figures before, Figures after) =>
        new(Between(before.Total, after.Total), Between(before.Aleatoric, after.Aleatoric), Between(before.Epistemic, after.Epistemic));

    /// <summary>The mean of the nine magnitudes.</summary>
    public double Mean() => Magnitudes().Average();

    /// <summary>The largest of the nine magnitudes.</summary>
    public double Worst() => Magnitudes().Max();

    private static SetMeans Between(SetMeans before, SetMeans after) =>
        new(after.Mnist / before.Mnist - 1, after.Ambiguous / before.Ambiguous - 1, after.Fashion / before.Fashion - 1);

    private IEnumerable<double> Magnitudes() =>
        new[] { Total, Aleatoric, Epistemic }.SelectMany(means => new[] { means.Mnist, means.Ambiguous, means.Fashion }).Select(Math.Abs);
}
