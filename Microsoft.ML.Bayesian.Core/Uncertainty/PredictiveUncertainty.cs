namespace Microsoft.ML.Bayesian;

/// <summary>
/// How uncertain a prediction is, in nats, between 0 and the logarithm of the number of classes.
/// <see cref="Total"/> = <see cref="Aleatoric"/> + <see cref="Epistemic"/>.
/// </summary>
/// <param name="Total">The entropy of the posterior-mean class probabilities.</param>
/// <param name="Epistemic">
/// The part that more data would remove: the mutual information between class and weights, high for inputs unlike the training data.
/// </param>
/// <param name="Aleatoric">
/// The part that more data would not remove: the mean entropy over weight samples, high for inputs that are ambiguous in themselves.
/// </param>
public readonly record struct PredictiveUncertainty(float Total, float Epistemic, float Aleatoric);
