using Microsoft.ML.Data;

namespace Microsoft.ML.Bayesian.Tests;

/// <summary>Small data sets as functions of a seed.</summary>
internal static class ToyData
{
    public sealed class Row
    {
        public float Label { get; set; }

        [VectorType(2)]
        public float[] Features { get; set; } = [];

        public float Weight { get; set; } = 1;
    }

    /// <summary>Normal clouds of standard deviation 0.5 around points on a circle of radius 2.</summary>
    public static Row[] Blobs(int rows, int classes = 3, int seed = 1, double spread = 0.5)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, rows).Select(i =>
        {
            int label = i % classes;
            double angle = 2 * Math.PI * label / classes;
            return new Row { Label = label, Features = [(float)(2 * Math.Cos(angle) + spread * Normal(random)), (float)(2 * Math.Sin(angle) + spread * Normal(random))] };
        })];
    }

    /// <summary>Two interleaved half circles with normal noise.</summary>
    public static Row[] Moons(int rows, int seed = 1, double noise = 0.1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, rows).Select(i =>
        {
            double angle = Math.PI * random.NextDouble();
            (double x, double y) = i % 2 == 0 ? (Math.Cos(angle), Math.Sin(angle)) : (1 - Math.Cos(angle), 0.5 - Math.Sin(angle));
            return new Row { Label = i % 2, Features = [(float)(x + noise * Normal(random)), (float)(y + noise * Normal(random))] };
        })];
    }

    /// <summary>Blobs with a key as the label, as a trainer takes them.</summary>
    public static IDataView Keyed(MLContext mlContext)
    {
        IDataView rows = mlContext.Data.LoadFromEnumerable(Blobs(60));
        return mlContext.Transforms.Conversion.MapValueToKey("Label").Fit(rows).Transform(rows);
    }

    /// <summary>The same with one column missing or of a type that no trainer takes, and the name of that column.</summary>
    public static IEnumerable<(string Column, IDataView Data)> Unusable(MLContext mlContext)
    {
        IDataView valid = Keyed(mlContext);
        yield return ("Features", mlContext.Transforms.DropColumns("Features").Fit(valid).Transform(valid));
        yield return ("Label", mlContext.Transforms.DropColumns("Label").Fit(valid).Transform(valid));
        yield return ("Features", mlContext.Transforms.Conversion.ConvertType("Features", outputKind: DataKind.Double).Fit(valid).Transform(valid));
        yield return ("Label", mlContext.Transforms.Conversion.ConvertType("Label", "Weight", DataKind.String).Fit(valid).Transform(valid));
    }

    public static TrainingSet Block(Row[] rows, bool weighted = false) => new(
        [.. rows.SelectMany(row => row.Features)], 2, [.. rows.Select(row => (long)row.Label)], weighted ? [.. rows.Select(row => row.Weight)] : null);

    public static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
