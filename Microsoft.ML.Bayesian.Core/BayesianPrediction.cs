namespace Microsoft.ML.Bayesian;

/// <summary>What a <see cref="BayesianModel"/> says about one row.</summary>
/// <param name="Probabilities">The posterior-mean probability of each class; they sum to 1.</param>
/// <param name="Uncertainty">Total, epistemic and aleatoric uncertainty in nats.</param>
public sealed record BayesianPrediction(float[] Probabilities, PredictiveUncertainty Uncertainty)
{
    /// <summary>The index of the most probable class; the first of them on a tie.</summary>
    public int PredictedClass => Array.IndexOf(Probabilities, Probabilities.Max());
}
