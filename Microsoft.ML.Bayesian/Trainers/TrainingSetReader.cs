using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Bayesian;

/// <summary>Reads an <see cref="IDataView"/> once, in one pass, into one block, and says what it left out.</summary>
internal sealed class TrainingSetReader(BayesianTrainingContext context, IChannel channel)
{
    private const int FirstCapacity = 1024;

    /// <exception cref="InvalidOperationException">There are no rows to use, a weight is not usable, or there are too many values for one block.</exception>
    public TrainingSet Read(IDataView data, string role)
    {
        BayesianTrainerColumns columns = context.Columns;
        DataViewSchema.Column featureColumn = data.Schema[columns.Features];
        DataViewSchema.Column? weightColumn = columns.ExampleWeight is null ? null : data.Schema[columns.ExampleWeight];
        DataViewSchema.Column[] active = weightColumn is null ? [featureColumn, data.Schema[columns.Label]] : [featureColumn, data.Schema[columns.Label], weightColumn.Value];

        var block = new RowBlock(context.FeatureCount, data.GetRowCount(), context.InputNormalization);
        var labels = new List<long>();
        List<float>? weights = weightColumn is null ? null : [];
        long unlabelled = 0, notFinite = 0;
        using DataViewRowCursor cursor = data.GetRowCursor(active);
        ValueGetter<VBuffer<float>> features = cursor.GetGetter<VBuffer<float>>(featureColumn);
        ValueGetter<float>? weight = weightColumn is null ? null : cursor.GetGetter<float>(weightColumn.Value);
        Func<int> label = context.ClassIndexGetter(cursor);
        VBuffer<float> row = default;
        while (cursor.MoveNext())
        {
            if ((cursor.Position & 1023) == 0)
                context.CheckAlive();
            int classIndex = label();
            features(ref row);
            if (classIndex < 0)
                unlabelled++;
            else if (!block.TryAdd(row))
                notFinite++;
            else
            {
                labels.Add(classIndex);
                if (weight is not null)
                    weights!.Add(ReadWeight(weight, cursor.Position, role));
            }
        }

        if (unlabelled + notFinite > 0)
        {
            channel.Warning(MessageSensitivity.Schema, $"{unlabelled + notFinite} of {labels.Count + unlabelled + notFinite} {role} rows are skipped: " +
                $"{unlabelled} have no label, {notFinite} have features that are NaN or infinite.");
        }

        if (labels.Count == 0)
            throw new InvalidOperationException($"There are no {role} rows to use: the data is empty, or every row lacks a label or has features that are not finite.");
        if (weights is not null && weights.Sum(value => (double)value) <= 0)
            throw new InvalidOperationException($"The weights of the {role} rows in column '{columns.ExampleWeight}' are all 0; at least one must be greater.");
        return new TrainingSet(block.Values, context.FeatureCount, [.. labels], weights?.ToArray());
    }

    /// <summary>Warns of features that training will have trouble with.</summary>
    public void WarnOfUnsuitableFeatures(TrainingSet set)
    {
        ReadOnlySpan<float> values = set.Features.AsSpan(0, set.RowCount * set.FeatureCount);
        double sum = 0, squares = 0;
        float largest = 0;
        foreach (float value in values)
        {
            sum += value;
            squares += (double)value * value;
            largest = Math.Max(largest, Math.Abs(value));
        }

        double mean = sum / values.Length, deviation = Math.Sqrt(Math.Max(0, squares / values.Length - mean * mean));
        if (largest > 100 || deviation > 10)
        {
            channel.Warning(MessageSensitivity.Schema, $"The features in column '{context.Columns.Features}' are not normalized: values up to {largest:G4} in magnitude, standard deviation {deviation:G4}. " +
                "Training works best with features of about unit size; NormalizeMinMax or NormalizeMeanVariance before the trainer does that.");
        }

        if (IsConstant(values, set.FeatureCount))
            channel.Warning(MessageSensitivity.Schema, $"Every row has the same features in column '{context.Columns.Features}': there is nothing to tell the classes apart.");
    }

    private static bool IsConstant(ReadOnlySpan<float> values, int rowLength)
    {
        for (int start = rowLength; start < values.Length; start += rowLength)
        {
            if (!values.Slice(start, rowLength).SequenceEqual(values[..rowLength]))
                return false;
        }

        return values.Length > rowLength;
    }

    private float ReadWeight(ValueGetter<float> getter, long position, string role)
    {
        float value = 0;
        getter(ref value);
        return float.IsFinite(value) && value >= 0 ? value
            : throw new InvalidOperationException($"Row {position} of the {role} data has the weight {value} in column '{context.Columns.ExampleWeight}'; weights must be finite and at least 0.");
    }

    /// <summary>Rows of equal length in one array that grows.</summary>
    private sealed class RowBlock(int rowLength, long? rowCount, InputNormalization? normalization)
    {
        private int length;

        public float[] Values { get; private set; } = new float[Room(rowLength, rowCount ?? FirstCapacity)];

        public bool TryAdd(in VBuffer<float> row)
        {
            if (row.GetValues().IndexOfAnyExceptFinite() >= 0)
                return false;
            if (Values.Length - length < rowLength)
            {
                float[] larger = new float[Room(rowLength, 2L * (Values.Length / rowLength) + 1)];
                Values.AsSpan(0, length).CopyTo(larger);
                Values = larger;
            }

            Span<float> own = Values.AsSpan(length, rowLength);
            row.CopyTo(own);
            normalization?.Apply(own, own);
            length += rowLength;
            return true;
        }

        private static int Room(int rowLength, long rows)
        {
            long fitting = Array.MaxLength / rowLength;
            return rows <= fitting ? (int)(Math.Max(1, rows) * rowLength)
                : throw new InvalidOperationException($"The data has over {fitting} rows of {rowLength} features, more than fit into one block of memory.");
        }
    }
}
