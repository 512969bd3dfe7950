using CsCheck;

namespace Microsoft.ML.Bayesian.Core.Tests.Evaluation;

/// <summary>Random predictions and scores for property tests.</summary>
internal static class MetricsGenerators
{
    public const int Classes = 4;

    /// <summary>Up to 40 rows of 4 class probabilities with labels; on a coarse grid, so that ties and bin edges occur.</summary>
    public static readonly Gen<(float[] Probabilities, int[] Labels)> Predictions = Gen.Select(
        Gen.Int[0, 8].Array[Classes].Where(parts => parts.Sum() > 0), Gen.Int[0, Classes - 1]).Array[1, 40].Select(rows => (
            rows.SelectMany(row => row.Item1.Select(part => (float)part / row.Item1.Sum())).ToArray(),
            rows.Select(row => row.Item2).ToArray()));

    /// <summary>Up to 30 scores on a coarse grid, so that ties occur, infinite ones included.</summary>
    public static readonly Gen<float[]> Scores = Gen.OneOf(
        Gen.Int[-5, 5].Select(score => score / 4f), Gen.Const(float.PositiveInfinity), Gen.Const(float.NegativeInfinity)).Array[1, 30];

    public static (float[] Probabilities, int[] Labels) Reversed(float[] probabilities, int[] labels) => (
        [.. probabilities.Chunk(Classes).Reverse().SelectMany(row => row)],
        [.. labels.AsEnumerable().Reverse()]);
}
