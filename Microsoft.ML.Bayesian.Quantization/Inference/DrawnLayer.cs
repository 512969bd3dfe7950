namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>The parts of a drawn layer in memory.</summary>
internal readonly unsafe struct DrawnLayer(float* biases, int* offsets, GroupMark* marks, sbyte* weights, TapOrder order)
{
    /// <summary>The biases, in single precision.</summary>
    public readonly float* Biases = biases;

    /// <summary>What is to be added to the sum of each output.</summary>
    public readonly int* Offsets = offsets;

    /// <summary>[block of outputs][group of taps].</summary>
    public readonly GroupMark* Marks = marks;

    /// <summary>[output][place], in whole steps.</summary>
    public readonly sbyte* Weights = weights;

    /// <summary>The order of the places.</summary>
    public readonly TapOrder Order = order;
}

/// <summary>How many products of a group of taps can be added in 16 bits, for all outputs of a block.</summary>
internal enum GroupMark : byte
{
    /// <summary>Those of all four quads.</summary>
    Narrow = 0,

    /// <summary>Those of the first two quads, and those of the last two.</summary>
    Halves = 1,

    /// <summary>Fewer.</summary>
    Wide = 2,
}
