namespace Microsoft.ML.Bayesian;

/// <summary>
/// How good class probabilities and uncertainties are, one measure per method. None depends on the order of the rows beyond the rounding of a sum.
/// </summary>
/// <remarks>
/// Probabilities are given row by row (rows × classes), as engines write them. Each must be between 0 and 1, and each row must sum to 1,
/// both up to 0.001; labels are class indices from 0 on. Anything else is an <see cref="ArgumentException"/>.
/// </remarks>
/// <example>
/// <code>
/// float[] probabilities = [0.9f, 0.1f, 0.4f, 0.6f];   // two rows of two classes
/// double accuracy = ClassificationMetrics.Accuracy(probabilities, [0, 1]);   // 1
/// double auroc = ClassificationMetrics.AreaUnderRocCurve(positiveScores: [0.8f, 0.3f], negativeScores: [0.1f, 0.3f]);   // 0.875
/// </code>
/// </example>
public static partial class ClassificationMetrics
{
    private const float Tolerance = 1e-3f;

    /// <summary>Checks rows and labels.</summary>
    /// <returns>The number of classes.</returns>
    internal static int CheckedClassCount(ReadOnlySpan<float> probabilities, ReadOnlySpan<int> labels)
    {
        if (labels.IsEmpty)
            throw new ArgumentException("At least one label is needed, but there is none.", nameof(labels));
        int classes = probabilities.Length / labels.Length;
        if (classes < 1 || probabilities.Length % labels.Length != 0)
            throw new ArgumentException($"{labels.Length} rows need a multiple of as many probabilities, but there are {probabilities.Length}.", nameof(probabilities));

        for (int row = 0; row < labels.Length; row++)
            CheckRow(Row(probabilities, row, classes), labels[row], row);
        return classes;
    }

    /// <summary>Checks one row.</summary>
    internal static void CheckRow(ReadOnlySpan<float> values, int label, long row)
    {
        if (label < 0 || label >= values.Length)
            throw Refusal($"The labels of {values.Length} classes are 0 to {values.Length - 1}, but label {row} is {label}.", "labels");
        float sum = 0;
        foreach (float probability in values)
        {
            if (!(probability >= 0 && probability <= 1 + Tolerance))
                throw Refusal($"Row {row} has the probability {probability}; probabilities are between 0 and 1.", "probabilities");
            sum += probability;
        }

        if (MathF.Abs(sum - 1) > Tolerance)
            throw Refusal($"The probabilities of row {row} sum to {sum}; they must sum to 1 (scores before the softmax are no probabilities).", "probabilities");
    }

    // The arguments are those of the public methods, whose rows are checked one by one.
    private static ArgumentException Refusal(string message, string argument) => new(message, argument);

    private static ReadOnlySpan<float> Row(ReadOnlySpan<float> probabilities, int row, int classes) => probabilities.Slice(row * classes, classes);

    /// <summary>The index of the largest probability; the first of them on a tie, as <see cref="BayesianPrediction.PredictedClass"/> has it.</summary>
    internal static int PredictedClass(ReadOnlySpan<float> row)
    {
        int best = 0;
        for (int i = 1; i < row.Length; i++)
        {
            if (row[i] > row[best])
                best = i;
        }

        return best;
    }

    /// <summary>Copies the scores in ascending order.</summary>
    private static float[] Sorted(ReadOnlySpan<float> scores, string argument)
    {
        float[] sorted = scores.ToArray();
        if (sorted.Length == 0)
            throw new ArgumentException("At least one score is needed, but there is none.", argument);
        if (Array.FindIndex(sorted, float.IsNaN) is var bad and >= 0)
            throw new ArgumentException($"Score {bad} is NaN, which has no rank.", argument);
        Array.Sort(sorted);
        return sorted;
    }
}
