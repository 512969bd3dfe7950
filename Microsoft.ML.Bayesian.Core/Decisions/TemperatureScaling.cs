namespace Microsoft.ML.Bayesian;

/// <summary>
/// Makes class probabilities as confident as they are right: p^(1/T), divided by its sum over the classes, with one temperature T for all rows.
/// T above 1 takes confidence away, T below 1 adds some; the order of the classes, and so the answer, stays.
/// </summary>
/// <remarks>
/// <para>
/// Source: Guo et al., "On Calibration of Modern Neural Networks" (2017), who divide logits by T, which is the same for a network with one set of
/// weights. Here the power is taken of the posterior-mean probabilities: dividing the logits of each weight sample could change the answer.
/// </para>
/// <para>
/// Uncertainties follow by a convention: the total is the entropy of the new probabilities, and epistemic and aleatoric uncertainty keep their
/// shares of it. So total = epistemic + aleatoric still, and 0 stays 0.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// double temperature = TemperatureScaling.Fit([0.99f, 0.01f, 0.99f, 0.01f, 0.99f, 0.01f], [0, 0, 1]);   // right twice, sure thrice
/// var calm = new float[2];
/// TemperatureScaling.Apply(temperature, [0.99f, 0.01f], calm);   // about 2/3 and 1/3
/// </code>
/// </example>
public static class TemperatureScaling
{
    /// <summary>The lowest temperature that is fitted: where every answer is right, none would be low enough.</summary>
    public const double Lowest = 0.1;

    /// <summary>The highest temperature that is fitted: where answers are no better than chance, none would be high enough.</summary>
    public const double Highest = 100;

    /// <summary>The temperature with the least negative log-likelihood, to six digits.</summary>
    /// <param name="probabilities">The class probabilities, rows × classes, of rows that the model did not learn from.</param>
    /// <param name="labels">The class index of each row.</param>
    /// <returns>The temperature, <see cref="Lowest"/> to <see cref="Highest"/>.</returns>
    /// <exception cref="ArgumentException">Probabilities or labels are out of range, or their numbers do not fit.</exception>
    public static double Fit(ReadOnlySpan<float> probabilities, ReadOnlySpan<int> labels)
    {
        int classes = ClassificationMetrics.CheckedClassCount(probabilities, labels);
        double[] logarithms = new double[probabilities.Length];
        for (int i = 0; i < logarithms.Length; i++)
            logarithms[i] = Math.Log(probabilities[i]);
        int[] targets = labels.ToArray();
        if (!Enumerable.Range(0, targets.Length).Any(row => double.IsFinite(logarithms[row * classes + targets[row]])))
            return 1;

        // The cost is convex in 1/T, and so has one valley over ln T, which a golden section of the bracket closes in on.
        double ratio = (Math.Sqrt(5) - 1) / 2;
        double low = Math.Log(Lowest), high = Math.Log(Highest);
        double left = high - ratio * (high - low), right = low + ratio * (high - low);
        double leftCost = Cost(logarithms, targets, classes, left), rightCost = Cost(logarithms, targets, classes, right);
        while (high - low > 1e-6)
        {
            if (leftCost <= rightCost)
            {
                (high, right, rightCost) = (right, left, leftCost);
                left = high - ratio * (high - low);
                leftCost = Cost(logarithms, targets, classes, left);
            }
            else
            {
                (low, left, leftCost) = (left, right, rightCost);
                right = low + ratio * (high - low);
                rightCost = Cost(logarithms, targets, classes, right);
            }
        }

        return Math.Clamp(Math.Exp((low + high) / 2), Lowest, Highest);
    }

    /// <summary>Scales the probabilities of one row.</summary>
    /// <param name="temperature">The temperature, finite and above 0.</param>
    /// <param name="probabilities">One probability per class.</param>
    /// <param name="destination">Receives as many probabilities, which sum to 1; may be the same memory.</param>
    /// <exception cref="ArgumentException">The temperature is not finite and positive, or the destination has another length.</exception>
    public static void Apply(double temperature, ReadOnlySpan<float> probabilities, Span<float> destination) =>
        Scale(temperature, probabilities, destination);

    /// <summary>Scales the probabilities and the uncertainties of one row.</summary>
    /// <param name="temperature">The temperature, finite and above 0.</param>
    /// <param name="probabilities">One probability per class.</param>
    /// <param name="uncertainty">The uncertainties, in nats.</param>
    /// <param name="destination">Receives as many probabilities, which sum to 1; may be the same memory.</param>
    /// <returns>The new uncertainties, in nats.</returns>
    /// <exception cref="ArgumentException">The temperature is not finite and positive, or the destination has another length.</exception>
    public static PredictiveUncertainty Apply(double temperature, ReadOnlySpan<float> probabilities, PredictiveUncertainty uncertainty, Span<float> destination)
    {
        double entropy = Scale(temperature, probabilities, destination);
        // What is certain without a temperature is certain with any.
        double share = uncertainty.Total == 0 ? 0 : (double)uncertainty.Epistemic / uncertainty.Total;
        float epistemic = (float)(entropy * share), aleatoric = (float)(entropy * (1 - share));
        return new(epistemic + aleatoric, epistemic, aleatoric);
    }

    internal static void CheckTemperature(double temperature)
    {
        if (!(double.IsFinite(temperature) && temperature > 0))
            throw new ArgumentOutOfRangeException(nameof(temperature), temperature, $"A temperature must be finite and above 0, but it is {temperature}.");
    }

    /// <summary>Scales, and gives the entropy of the result.</summary>
    private static double Scale(double temperature, ReadOnlySpan<float> probabilities, Span<float> destination)
    {
        CheckTemperature(temperature);
        if (destination.Length != probabilities.Length)
            throw new ArgumentException($"There are {probabilities.Length} probabilities, but there is room for {destination.Length}.", nameof(destination));

        double largest = double.NegativeInfinity, sum = 0, entropy = 0;
        foreach (float probability in probabilities)
            largest = Math.Max(largest, Math.Log(probability));
        foreach (float probability in probabilities)
            sum += Math.Exp((Math.Log(probability) - largest) / temperature);
        for (int i = 0; i < probabilities.Length; i++)
        {
            double scaled = Math.Exp((Math.Log(probabilities[i]) - largest) / temperature) / sum;
            entropy += Entropy.Term(scaled);
            destination[i] = (float)scaled;
        }

        return double.IsNaN(sum) ? double.NaN : entropy;
    }

    /// <summary>The negative log-likelihood over all rows but those whose label has probability 0, which no temperature can help.</summary>
    private static double Cost(double[] logarithms, int[] labels, int classes, double logTemperature)
    {
        double inverse = Math.Exp(-logTemperature), cost = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            ReadOnlySpan<double> own = logarithms.AsSpan(row * classes, classes);
            double label = own[labels[row]];
            if (double.IsNegativeInfinity(label))
                continue;
            double largest = double.NegativeInfinity, sum = 0;
            foreach (double logarithm in own)
                largest = Math.Max(largest, logarithm);
            foreach (double logarithm in own)
                sum += Math.Exp((logarithm - largest) * inverse);
            cost += Math.Log(sum) - (label - largest) * inverse;
        }

        return cost;
    }
}
