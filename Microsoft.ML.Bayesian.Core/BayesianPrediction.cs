namespace Microsoft.ML.Bayesian;

/// <summary>What a <see cref="BayesianModel"/> says about one row.</summary>
/// <param name="Probabilities">The posterior-mean probability of each class; they sum to 1.</param>
/// <param name="Uncertainty">Total, epistemic and aleatoric uncertainty in nats.</param>
/// <example>
/// <code>
/// BayesianPrediction prediction = model.Predict(row)[0];
/// string answer = prediction.Uncertainty.Epistemic > 0.5f ? "unlike anything seen before" : $"class {prediction.PredictedClass}";
/// </code>
/// </example>
public sealed record BayesianPrediction(float[] Probabilities, PredictiveUncertainty Uncertainty)
{
    /// <summary>The index of the most probable class; the first of them on a tie.</summary>
    public int PredictedClass => Array.IndexOf(Probabilities, Probabilities.Max());
}
