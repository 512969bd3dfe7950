namespace Microsoft.ML.Bayesian;

/// <content>The share of right answers.</content>
public static partial class ClassificationMetrics
{
    /// <summary>
    /// The share of rows whose most probable class (the first of them on a tie) is the label, 0 to 1. ML.NET calls it micro-accuracy.
    /// </summary>
    /// <param name="probabilities">The class probabilities, rows × classes.</param>
    /// <param name="labels">The class index of each row.</param>
    /// <returns>The accuracy, 0 to 1; higher is better.</returns>
    /// <exception cref="ArgumentException">Probabilities or labels are out of range, or their numbers do not fit.</exception>
    public static double Accuracy(ReadOnlySpan<float> probabilities, ReadOnlySpan<int> labels)
    {
        int classes = CheckedClassCount(probabilities, labels);
        int right = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            if (PredictedClass(Row(probabilities, row, classes)) == labels[row])
                right++;
        }

        return (double)right / labels.Length;
    }
}
