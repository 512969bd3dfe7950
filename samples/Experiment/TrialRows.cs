using Microsoft.ML;

namespace BayesianML.Samples;

/// <summary>Few enough rows for a trial to take seconds. All of them but the clothes are from the training sets: the test sets remain unseen.</summary>
internal sealed record TrialRows(IDataView Training, IDataView Validation, IDataView Clothes)
{
    private const int TrainingRowsOfEach = 8000, ValidationRowsOfEach = 1500, ClothesCount = 1500;

    public static TrialRows Of(DirtyMnistData data, MLContext mlContext)
    {
        TrainingRow[] clear = [.. TrainingRows.Pairs(data.MnistTraining).Take(TrainingRowsOfEach + ValidationRowsOfEach)];
        TrainingRow[] ambiguous = [.. TrainingRows.Pairs(data.AmbiguousTraining).Take(TrainingRowsOfEach + ValidationRowsOfEach)];
        TrainingRow[] clothes = [.. TrainingRows.Pairs(data.Fashion).Take(ClothesCount)];
        return new(
            mlContext.Data.LoadFromEnumerable(clear[..TrainingRowsOfEach].Concat(ambiguous[..TrainingRowsOfEach]).ToArray()),
            mlContext.Data.LoadFromEnumerable(clear[TrainingRowsOfEach..].Concat(ambiguous[TrainingRowsOfEach..]).ToArray()),
            mlContext.Data.LoadFromEnumerable(clothes));
    }
}
