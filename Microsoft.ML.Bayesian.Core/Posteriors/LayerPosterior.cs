namespace Microsoft.ML.Bayesian;

/// <summary>What was learnt about one layer.</summary>
/// <param name="Weight">The weights, <c>[out, in]</c> or <c>[out, in, height, width]</c>.</param>
/// <param name="Bias">The biases, <c>[out]</c>.</param>
public sealed record LayerPosterior(VariationalTensor Weight, VariationalTensor Bias);
