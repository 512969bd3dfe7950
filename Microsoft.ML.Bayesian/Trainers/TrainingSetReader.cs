using Microsoft.ML.Runtime;

namespace Microsoft.ML.Bayesian;

/// <summary>Reads an <see cref="IDataView"/> once, in one pass, into one block or only to know it, and says what it left out.</summary>
internal sealed class TrainingSetReader(BayesianTrainingContext context, IChannel channel)
{
    /// <summary>Reads all rows into memory.</summary>
    /// <exception cref="InvalidOperationException">There are no rows to use, a weight is not usable, or there are too many values for one block.</exception>
    public TrainingSet Read(IDataView data, string role)
    {
        var block = new FeatureBlock(context.FeatureCount, data.GetRowCount());
        var labels = new List<long>();
        List<float>? weights = context.Columns.ExampleWeight is null ? null : [];
        using var reader = new RowReader(context, data, role);
        while (reader.MoveNext())
        {
            reader.CopyTo(block.Add());
            labels.Add(reader.ClassIndex);
            weights?.Add(reader.Weight);
        }

        Check(reader, role, labels.Count, weights?.Sum(value => (double)value) ?? labels.Count);
        return new TrainingSet(block.Values, context.FeatureCount, [.. labels], weights?.ToArray());
    }

    /// <summary>Counts the rows, which stay where they are, and warns of features that training will have trouble with.</summary>
    /// <exception cref="InvalidOperationException">There are no rows to use, or a weight is not usable.</exception>
    public StreamedTrainingSet Count(IDataView data, string role)
    {
        var statistics = new FeatureStatistics();
        var row = new float[context.FeatureCount];
        long count = 0;
        int greatest = 0;
        double total = 0;
        using var reader = new RowReader(context, data, role);
        for (; reader.MoveNext(); count++)
        {
            reader.CopyTo(row);
            statistics.Add(row);
            greatest = Math.Max(greatest, reader.ClassIndex);
            total += reader.Weight;
        }

        Check(reader, role, count, total);
        statistics.Warn(channel, context.Columns.Features);
        return new()
        {
            FeatureCount = context.FeatureCount,
            RowCount = count,
            GreatestLabel = greatest,
            TotalWeight = total,
            IsWeighted = context.Columns.ExampleWeight is not null,
            Open = () => new RowReader(context, data, role),
        };
    }

    /// <summary>Warns of features that training will have trouble with.</summary>
    public void WarnOfUnsuitableFeatures(TrainingSet set)
    {
        var statistics = new FeatureStatistics();
        for (int row = 0; row < set.RowCount; row++)
            statistics.Add(set.Row(row));
        statistics.Warn(channel, context.Columns.Features);
    }

    private void Check(RowReader reader, string role, long used, double totalWeight)
    {
        long skipped = reader.Unlabelled + reader.NotFinite;
        if (skipped > 0)
        {
            channel.Warning(MessageSensitivity.Schema, $"{skipped} of {used + skipped} {role} rows are skipped: " +
                $"{reader.Unlabelled} have no label, {reader.NotFinite} have features that are NaN or infinite.");
        }

        if (used == 0)
            throw new InvalidOperationException($"There are no {role} rows to use: the data is empty, or every row lacks a label or has features that are not finite.");
        if (totalWeight <= 0)
            throw new InvalidOperationException($"The weights of the {role} rows in column '{context.Columns.ExampleWeight}' are all 0; at least one must be greater.");
    }
}
