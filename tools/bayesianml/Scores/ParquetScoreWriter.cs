using Parquet;
using Parquet.Schema;

namespace BayesianML.CommandLine;

/// <summary>Scores as Parquet, in row groups of a size that readers like and memory bears.</summary>
internal sealed class ParquetScoreWriter : ScoreWriter
{
    private const int MostRows = 1 << 16, MostValues = 1 << 22;

    private readonly DataField label = new DataField<string>(PredictedLabel);
    private readonly DataField[] fields;
    private readonly ParquetWriter writer;
    private readonly List<string> labels = [];
    private readonly List<float>[] columns;

    public ParquetScoreWriter(Stream stream, BayesianModel model) : base(model)
    {
        fields = [.. NumberColumns.Select(name => new DataField<float>(name))];
        columns = [.. fields.Select(_ => new List<float>())];
        writer = ParquetWriter.CreateAsync(new ParquetSchema([label, .. fields]), stream).GetAwaiter().GetResult();
    }

    public override void Write(ScoredBlock block)
    {
        for (int row = 0; row < block.Count; row++)
        {
            (float total, float epistemic, float aleatoric) = block.Uncertainty(row);
            labels.Add(block.PredictedClass(row) is { } index ? ClassNames[index] : null!);
            float[] numbers = [.. block.Probabilities(row), total, epistemic, aleatoric];
            for (int column = 0; column < columns.Length; column++)
                columns[column].Add(numbers[column]);
        }

        if (labels.Count >= MostRows || (long)labels.Count * columns.Length >= MostValues)
            WriteGroup();
    }

    public override void Complete()
    {
        if (labels.Count > 0)
            WriteGroup();
        writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private void WriteGroup()
    {
        using ParquetRowGroupWriter group = writer.CreateRowGroup();
        group.WriteAsync(label, labels).GetAwaiter().GetResult();
        for (int column = 0; column < columns.Length; column++)
        {
            group.WriteAsync<float>(fields[column], columns[column].ToArray()).GetAwaiter().GetResult();
            columns[column].Clear();
        }

        labels.Clear();
    }
}
