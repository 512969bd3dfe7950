namespace Microsoft.ML.Bayesian;

/// <content>The quadratic score.</content>
public static partial class ClassificationMetrics
{
    /// <summary>
    /// The mean over rows of Σ (p_c − [c = label])², summed over the classes c: 0 to 2 (Brier's own definition; some libraries halve it or divide by
    /// the number of classes).
    /// </summary>
    /// <param name="probabilities">The class probabilities, rows × classes.</param>
    /// <param name="labels">The class index of each row.</param>
    /// <returns>The score, 0 to 2; lower is better.</returns>
    /// <exception cref="ArgumentException">Probabilities or labels are out of range, or their numbers do not fit.</exception>
    public static double BrierScore(ReadOnlySpan<float> probabilities, ReadOnlySpan<int> labels)
    {
        int classes = CheckedClassCount(probabilities, labels);
        double sum = 0;
        for (int row = 0; row < labels.Length; row++)
            sum += SquaredDistance(Row(probabilities, row, classes), labels[row]);
        return sum / labels.Length;
    }

    internal static double SquaredDistance(ReadOnlySpan<float> values, int label)
    {
        double sum = 0;
        for (int c = 0; c < values.Length; c++)
        {
            double error = values[c] - (c == label ? 1.0 : 0.0);
            sum += error * error;
        }

        return sum;
    }
}
