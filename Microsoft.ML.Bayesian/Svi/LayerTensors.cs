using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>The weights and biases of one layer, as views into one flat tensor of all parameters.</summary>
internal readonly record struct LayerTensors(Tensor Weight, Tensor Bias);
