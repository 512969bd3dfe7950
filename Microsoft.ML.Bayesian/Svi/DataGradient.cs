using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>A data loss and its gradient with respect to all means and all standard deviations, each flat.</summary>
internal readonly record struct DataGradient(Tensor Loss, Tensor Mean, Tensor StandardDeviation);
