using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace BayesianML.CommandLine;

/// <summary>Rows in memory, as a trainer reads them.</summary>
internal sealed class TrainingRows
{
    private readonly List<Row> rows = [];

    private TrainingRows(IReadOnlyList<string> classNames) => ClassNames = classNames;

    /// <summary>The classes: numbers in their order, other labels in that of the alphabet.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Reads rows, and the classes from their labels. Rows without a label are left out.</summary>
    /// <exception cref="InvalidDataException">There are fewer than two classes.</exception>
    public static TrainingRows Read(string path, RowCursor cursor, RowSelection selection, int width, InputNormalization? normalization, CancellationToken cancellation)
    {
        List<(float[] Features, string Label)> read = [];
        foreach (RowBlock block in RowBlock.Read(cursor, selection, width, cancellation))
        {
            for (int row = 0; row < block.Count; row++)
            {
                if (block.Labels[row] is { } label)
                    read.Add((Inputs(block, row, normalization), label));
            }
        }

        string[] labels = [.. read.Select(row => row.Label).Distinct()];
        if (labels.Length < 2)
            throw new InvalidDataException($"'{path}' has {read.Count} rows with a label, of {labels.Length} different classes; training needs at least 2.");
        bool areNumbers = Array.TrueForAll(labels, label => double.TryParse(label, CultureInfo.InvariantCulture, out _));
        labels = areNumbers ? [.. labels.OrderBy(label => double.Parse(label, CultureInfo.InvariantCulture))] : [.. labels.Order(StringComparer.Ordinal)];
        var known = new TrainingRows(labels);
        foreach ((float[] features, string label) in read)
            known.rows.Add(new() { Features = features, Label = (uint)Array.IndexOf(labels, label) + 1 });
        return known;
    }

    /// <summary>Reads rows that belong to none of the classes.</summary>
    public TrainingRows ReadForeign(RowCursor cursor, RowSelection selection, int width, InputNormalization? normalization, CancellationToken cancellation)
    {
        var foreign = new TrainingRows(ClassNames);
        foreach (RowBlock block in RowBlock.Read(cursor, selection, width, cancellation))
        {
            for (int row = 0; row < block.Count; row++)
                foreign.rows.Add(new() { Features = Inputs(block, row, normalization) });
        }

        return foreign;
    }

    /// <summary>The rows with the columns <c>Features</c> and <c>Label</c>.</summary>
    public IDataView View(MLContext mlContext, int width)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, width);
        schema[nameof(Row.Label)].ColumnType = new KeyDataViewType(typeof(uint), ClassNames.Count);
        schema[nameof(Row.Label)].AddAnnotation(
            "KeyValues", new VBuffer<ReadOnlyMemory<char>>(ClassNames.Count, [.. ClassNames.Select(name => name.AsMemory())]), new VectorDataViewType(TextDataViewType.Instance, ClassNames.Count));
        return mlContext.Data.LoadFromEnumerable(rows, schema);
    }

    private static float[] Inputs(RowBlock block, int row, InputNormalization? normalization)
    {
        float[] inputs = block.Features.Span.Slice(row * block.Width, block.Width).ToArray();
        normalization?.Apply(inputs, inputs);
        return inputs;
    }

    private sealed class Row
    {
        public float[] Features { get; init; } = [];

        public uint Label { get; init; }
    }
}
