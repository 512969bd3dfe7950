using System.Globalization;

namespace BayesianML.CommandLine.Tests;

/// <summary>Scores read from CSV, without the program's own code.</summary>
internal sealed class ScoreTable
{
    private readonly string[][] lines;

    public ScoreTable(string csv)
    {
        lines = [.. csv.TrimEnd('\n').Split('\n').Select(line => line.Split(','))];
        Assert.IsTrue(lines.All(line => line.Length == lines[0].Length));
    }

    public string[] Header => lines[0];

    public int Count => lines.Length - 1;

    public string Label(int row) => lines[row + 1][0];

    public float[] Probabilities(int row) => [.. lines[row + 1][1..^3].Select(Number)];

    public PredictiveUncertainty Uncertainty(int row) => new(Number(lines[row + 1][^3]), Number(lines[row + 1][^2]), Number(lines[row + 1][^1]));

    public void AssertIs(BayesianPrediction[] expected)
    {
        Assert.AreEqual(expected.Length, Count);
        for (int row = 0; row < Count; row++)
        {
            CollectionAssert.AreEqual(expected[row].Probabilities, Probabilities(row));
            Assert.AreEqual(expected[row].Uncertainty, Uncertainty(row));
            Assert.AreEqual(expected[row].PredictedClass.ToString(CultureInfo.InvariantCulture), Label(row));
        }
    }

    private static float Number(string text) => float.Parse(text, CultureInfo.InvariantCulture);
}
