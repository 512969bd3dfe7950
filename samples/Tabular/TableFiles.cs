using System.Globalization;
using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace BayesianML.Samples;

/// <summary>The three tables (UCI), in the files of ML.NET's own tests.</summary>
internal static class TableFiles
{
    public static readonly IReadOnlyList<string> Names = ["iris", "breast-cancer", "adult"];

    /// <summary>Reads a table.</summary>
    /// <param name="folder">The data folder, which has a folder tabular.</param>
    /// <param name="name">One of <see cref="Names"/>.</param>
    public static Table Read(string folder, string name) => name switch
    {
        "iris" => new(name, 3, [.. Lines(folder, "iris.txt").Select(NumbersOnly)], Standardized),
        "breast-cancer" => new(name, 2, [.. Lines(folder, "breast-cancer.txt").Select(NumbersOnly)], StandardizedWithGaps),
        "adult" => new(name, 2, Adult(Lines(folder, "adult.with-schema.txt.gz")), NumbersAndCategories),
        _ => throw new ArgumentException($"There is no table '{name}'.", nameof(name)),
    };

    /// <summary>A number; NaN where it is missing, as '?'.</summary>
    public static float Number(string text) => text.Trim() is var trimmed && trimmed == "?" ? float.NaN : float.Parse(trimmed, CultureInfo.InvariantCulture);

    private static IEnumerable<string> Lines(string folder, string file)
    {
        using Stream stream = File.OpenRead(Path.Combine(folder, "tabular", file));
        using var reader = new StreamReader(file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionMode.Decompress) : stream);
        while (reader.ReadLine() is { } line)
        {
            // Remarks of these files begin with # or //.
            if (!string.IsNullOrWhiteSpace(line) && line[0] is not ('#' or '/'))
                yield return line;
        }
    }

    private static TableRow NumbersOnly(string line)
    {
        string[] cells = line.Split('\t');
        return new() { Label = uint.Parse(cells[0], CultureInfo.InvariantCulture), Numbers = [.. cells[1..].Select(Number)] };
    }

    // The first line names the columns: the label, eight categories, six numbers.
    private static TableRow[] Adult(IEnumerable<string> lines)
    {
        string[]? names = null;
        var rows = new List<TableRow>();
        foreach (string[] cells in lines.Select(line => line.Split('\t', StringSplitOptions.TrimEntries)))
        {
            if (names is null)
            {
                names = cells;
                continue;
            }

            rows.Add(new()
            {
                Label = uint.Parse(cells[0], CultureInfo.InvariantCulture),
                Categories = [.. Enumerable.Range(1, 8).Select(i => $"{names[i]}={cells[i]}")],
                Numbers = [.. cells[9..15].Select(Number)],
            });
        }

        return [.. rows];
    }

    private static NormalizingEstimator Standardized(MLContext mlContext) =>
        mlContext.Transforms.NormalizeMeanVariance("Features", nameof(TableRow.Numbers), fixZero: false);

    // That a number is missing may tell something too. Only columns where one is ever missing get such an indicator.
    private static EstimatorChain<ColumnConcatenatingTransformer> StandardizedWithGaps(MLContext mlContext) =>
        mlContext.Transforms.IndicateMissingValues("Gaps", nameof(TableRow.Numbers))
            .Append(mlContext.Transforms.Conversion.ConvertType("Gaps"))
            .Append(mlContext.Transforms.FeatureSelection.SelectFeaturesBasedOnCount("Gaps", count: 1))
            .Append(mlContext.Transforms.ReplaceMissingValues(nameof(TableRow.Numbers), replacementMode: MissingValueReplacingEstimator.ReplacementMode.Mean))
            .Append(mlContext.Transforms.NormalizeMeanVariance(nameof(TableRow.Numbers), fixZero: false))
            .Append(mlContext.Transforms.Concatenate("Features", nameof(TableRow.Numbers), "Gaps"));

    // Capital gains are 0 for most and huge for a few: logarithms stand beside the numbers. A category belongs to one column, so that a
    // bag of all of them is an indicator for each.
    private static EstimatorChain<ColumnConcatenatingTransformer> NumbersAndCategories(MLContext mlContext) =>
        mlContext.Transforms.Expression("Logarithms", "x: log(1 + x)", nameof(TableRow.Numbers))
            .Append(mlContext.Transforms.Concatenate(nameof(TableRow.Numbers), nameof(TableRow.Numbers), "Logarithms"))
            .Append(mlContext.Transforms.NormalizeMeanVariance(nameof(TableRow.Numbers), fixZero: false))
            .Append(mlContext.Transforms.Categorical.OneHotEncoding(nameof(TableRow.Categories), outputKind: OneHotEncodingEstimator.OutputKind.Bag))
            .Append(mlContext.Transforms.Concatenate("Features", nameof(TableRow.Numbers), nameof(TableRow.Categories)));
}
