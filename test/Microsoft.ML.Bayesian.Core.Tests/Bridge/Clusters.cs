using Microsoft.ML.Data;

namespace Microsoft.ML.Bayesian.Tests;

/// <summary>Three clusters in four dimensions, with the label in every form that a trainer accepts.</summary>
internal static class Clusters
{
    public const int FeatureCount = 4;

    public static readonly string[] Names = ["rose", "tulip", "daisy"];

    private static readonly float[][] Centres = [[1.5f, 0, 0, 0.5f], [0, 1.5f, 0, 0.5f], [0, 0, 1.5f, -0.5f]];

    public static Row[] Rows(int count = 60, int seed = 3)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable.Range(0, count).Select(index => new Row
            {
                Features = [.. Centres[index % 3].Select(centre => centre + (float)(random.NextDouble() - 0.5))],
                Name = Names[index % 3],
                Number = 10 * (index % 3),
                Key = (uint)(index % 3),
                Truth = index % 3 == 1,
                Class = index % 3,
                Weight = 1 + index % 2,
            }),
        ];
    }

    /// <summary>The rows with the label of the given kind in the column Label.</summary>
    public static IDataView View(MLContext mlContext, LabelKind kind, IEnumerable<Row>? rows = null)
    {
        IDataView data = mlContext.Data.LoadFromEnumerable(rows ?? Rows());
        string source = kind switch
        {
            LabelKind.TextKey => nameof(Row.Name),
            LabelKind.NumberKey => nameof(Row.Number),
            LabelKind.BareKey => nameof(Row.Key),
            LabelKind.Boolean => nameof(Row.Truth),
            _ => nameof(Row.Class),
        };
        return kind is LabelKind.TextKey or LabelKind.NumberKey
            ? mlContext.Transforms.Conversion.MapValueToKey("Label", source).Fit(data).Transform(data)
            : mlContext.Transforms.CopyColumns("Label", source).Fit(data).Transform(data);
    }

    /// <summary>One row, with all forms of the label.</summary>
    internal sealed class Row
    {
        [VectorType(FeatureCount)]
        public float[] Features { get; set; } = [];

        public string Name { get; set; } = "";

        public int Number { get; set; }

        // From 0 in an object, from 1 in the column.
        [KeyType(3)]
        public uint Key { get; set; }

        public bool Truth { get; set; }

        public float Class { get; set; }

        public float Weight { get; set; }
    }
}

/// <summary>The forms of a label.</summary>
public enum LabelKind
{
    TextKey,
    NumberKey,
    BareKey,
    Boolean,
    Single,
}
