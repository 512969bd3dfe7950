namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>The parts of a drawn layer in memory.</summary>
internal readonly unsafe struct DrawnLayer(float* biases, int* offsets, GroupMark* marks, sbyte* weights, TapOrder order, bool pairsFit)
{
    /// <summary>The outputs whose weights of a quad lie in one line of 64 bytes.</summary>
    public const int LineOutputs = 16;

    /// <summary>The bytes of a line.</summary>
    public const int LineBytes = 4 * LineOutputs;

    /// <summary>The biases, in single precision.</summary>
    public readonly float* Biases = biases;

    /// <summary>What is to be added to the sum of each output.</summary>
    public readonly int* Offsets = offsets;

    /// <summary>[block of outputs][group of taps].</summary>
    public readonly GroupMark* Marks = marks;

    /// <summary>[sixteen outputs][quad of places][output][4], in whole steps: what a quad of inputs is multiplied with lies together.</summary>
    public readonly sbyte* Weights = weights;

    /// <summary>The order of the places.</summary>
    public readonly TapOrder Order = order;

    /// <summary>Whether 16 bits hold the sum of any two products.</summary>
    public readonly bool PairsFit = pairsFit;

    /// <summary>The weights of an output and the fifteen after it; those of the next quad are <see cref="LineBytes"/> further.</summary>
    /// <param name="output">The output; the first of a line for whole lines.</param>
    public sbyte* From(int output) => Weights + (nint)(output / LineOutputs) * LineOutputs * Order.Length + output % LineOutputs * 4;

    /// <summary>A single weight.</summary>
    public sbyte At(int output, int place) => From(output)[place / 4 * LineBytes + place % 4];
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
