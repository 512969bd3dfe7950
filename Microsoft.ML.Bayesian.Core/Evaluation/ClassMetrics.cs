namespace Microsoft.ML.Bayesian;

/// <summary>What is true of one class.</summary>
/// <param name="Name">The name of the class; its index where it has none.</param>
/// <param name="Support">The number of rows with this label.</param>
/// <param name="Precision">The share of right answers among those that name this class; null where none does.</param>
/// <param name="Recall">The share of this class's rows that are answered right; null where there are none.</param>
/// <param name="F1">The harmonic mean of precision and recall; null where the class occurs neither among labels nor among answers.</param>
/// <param name="MeanUncertainty">The mean uncertainties of this class's rows, in nats; null where there are none.</param>
/// <example>
/// <code>
/// foreach (ClassMetrics each in metrics.Classes)
///     Console.WriteLine($"{each.Name}: {each.Support} rows, F1 {each.F1:F3}, epistemic {each.MeanUncertainty?.Epistemic:F3} nats");
/// </code>
/// </example>
public sealed record ClassMetrics(string Name, int Support, double? Precision, double? Recall, double? F1, PredictiveUncertainty? MeanUncertainty);
