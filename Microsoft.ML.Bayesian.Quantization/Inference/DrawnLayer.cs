namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>The parts of a drawn layer in memory.</summary>
internal readonly unsafe struct DrawnLayer(float* biases, int* offsets, byte* bounds, sbyte* weights, TapOrder order)
{
    /// <summary>The biases, in single precision.</summary>
    public readonly float* Biases = biases;

    /// <summary>What is to be added to the sum of each output.</summary>
    public readonly int* Offsets = offsets;

    /// <summary>[block of outputs][group]: 0 where the products of a group of taps can be added in 16 bits.</summary>
    public readonly byte* Bounds = bounds;

    /// <summary>[output][place], in whole steps.</summary>
    public readonly sbyte* Weights = weights;

    /// <summary>The order of the places.</summary>
    public readonly TapOrder Order = order;
}
