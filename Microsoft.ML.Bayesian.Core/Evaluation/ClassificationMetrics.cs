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
    private static int CheckedClassCount(ReadOnlySpan<float> probabilities, ReadOnlySpan<int> labels)
    {
        if (labels.IsEmpty)
            throw new ArgumentException("At least one label is needed, but there is none.", nameof(labels));
        int classes = probabilities.Length / labels.Length;
        if (classes < 1 || probabilities.Length % labels.Length != 0)
            throw new ArgumentException($"{labels.Length} rows need a multiple of as many probabilities, but there are {probabilities.Length}.", nameof(probabilities));

        for (int row = 0; row < labels.Length; row++)
        {
            if (labels[row] < 0 || labels[row] >= classes)
                throw new ArgumentException($"The labels of {classes} classes are 0 to {classes - 1}, but label {row} is {labels[row]}.", nameof(labels));
            float sum = 0;
            foreach (float probability in Row(probabilities, row, classes))
            {
                if (!(probability >= 0 && probability <= 1 + Tolerance))
                    throw new ArgumentException($"Row {row} has the probability {probability}; probabilities are between 0 and 1.", nameof(probabilities));
                sum += probability;
            }

            if (MathF.Abs(sum - 1) > Tolerance)
                throw new ArgumentException($"The probabilities of row {row} sum to {sum}; they must sum to 1 (scores before the softmax are no probabilities).", nameof(probabilities));
        }

        return classes;
    }

    private static ReadOnlySpan<float> Row(ReadOnlySpan<float> probabilities, int row, int classes) => probabilities.Slice(row * classes, classes);

    /// <summary>The index of the largest probability; the first of them on a tie, as <see cref="BayesianPrediction.PredictedClass"/> has it.</summary>
    private static int PredictedClass(ReadOnlySpan<float> row)
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
