using Microsoft.ML.Data;
using Kinds = Microsoft.ML.Data.AnnotationUtils.Kinds;
using ScoreColumnKind = Microsoft.ML.Data.AnnotationUtils.Const.ScoreColumnKind;
using ScoreValueKind = Microsoft.ML.Data.AnnotationUtils.Const.ScoreValueKind;
using VectorKind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// The output columns, twice: as a trainer promises them before it has seen data, and as the transformer makes them. The two must agree
/// in every annotation, so they stand side by side.
/// </summary>
internal static class ScoreColumns
{
    /// <summary>The position of each column among the outputs.</summary>
    public const int PredictedLabel = 0, Score = 1, Total = 2, Epistemic = 3, Aleatoric = 4;

    /// <summary>The columns that training will give.</summary>
    /// <param name="columns">Their names.</param>
    /// <param name="keyValueType">The type of one key value; null when the classes will have none.</param>
    public static SchemaShape.Column[] Promise(BayesianTrainerColumns columns, DataViewType? keyValueType)
    {
        SchemaShape.Column[] common = [.. AnnotationUtils.GetTrainerOutputAnnotation()];
        IEnumerable<SchemaShape.Column> predicted = common, score = common.Append(new(Kinds.SlotNames, VectorKind.Vector, TextDataViewType.Instance, false));
        if (keyValueType is not null)
        {
            predicted = predicted.Append(new(Kinds.KeyValues, VectorKind.Vector, keyValueType, false));
            score = score.Append(new(Kinds.TrainingLabelValues, VectorKind.Vector, keyValueType, false));
        }

        return
        [
            new(columns.PredictedLabel, VectorKind.Scalar, NumberDataViewType.UInt32, true, new SchemaShape(predicted)),
            new(columns.Score, VectorKind.Vector, NumberDataViewType.Single, false, new SchemaShape(score)),
            new(columns.TotalUncertainty, VectorKind.Scalar, NumberDataViewType.Single, false),
            new(columns.EpistemicUncertainty, VectorKind.Scalar, NumberDataViewType.Single, false),
            new(columns.AleatoricUncertainty, VectorKind.Scalar, NumberDataViewType.Single, false),
        ];
    }

    /// <summary>The columns that scoring adds to the input.</summary>
    public static DataViewSchema.DetachedColumn[] Create(BayesianTrainerColumns columns, ClassLabels labels, DataViewSchema input)
    {
        uint setId = input.GetMaxAnnotationKind(out _, Kinds.ScoreColumnSetId) + 1;
        DataViewSchema.Annotations.Builder predicted = Common(setId, ScoreValueKind.PredictedLabel);
        DataViewSchema.Annotations.Builder score = Common(setId, ScoreValueKind.Score);
        score.AddSlotNames(labels.Count, (ref VBuffer<ReadOnlyMemory<char>> names) =>
        {
            VBufferEditor<ReadOnlyMemory<char>> editor = VBufferEditor.Create(ref names, labels.Count);
            for (int index = 0; index < labels.Count; index++)
                editor.Values[index] = labels.SlotNames[index].AsMemory();
            names = editor.Commit();
        });
        if (labels.ValueType is not null)
        {
            predicted.Add(Kinds.KeyValues, labels.ValueType, labels.Getter);
            score.Add(Kinds.TrainingLabelValues, labels.ValueType, labels.Getter);
        }

        // The uncertainties bear no annotations: legacy look-ups expect one Score column for each score kind and set.
        return
        [
            new(columns.PredictedLabel, new KeyDataViewType(typeof(uint), labels.Count), predicted.ToAnnotations()),
            new(columns.Score, new VectorDataViewType(NumberDataViewType.Single, labels.Count), score.ToAnnotations()),
            new(columns.TotalUncertainty, NumberDataViewType.Single, null),
            new(columns.EpistemicUncertainty, NumberDataViewType.Single, null),
            new(columns.AleatoricUncertainty, NumberDataViewType.Single, null),
        ];
    }

    private static DataViewSchema.Annotations.Builder Common(uint setId, string valueKind)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(Kinds.ScoreColumnSetId, AnnotationUtils.ScoreColumnSetIdType, (ref uint id) => id = setId);
        builder.Add(Kinds.ScoreColumnKind, TextDataViewType.Instance, (ref ReadOnlyMemory<char> kind) => kind = ScoreColumnKind.MulticlassClassification.AsMemory());
        builder.Add(Kinds.ScoreValueKind, TextDataViewType.Instance, (ref ReadOnlyMemory<char> kind) => kind = valueKind.AsMemory());
        return builder;
    }
}
