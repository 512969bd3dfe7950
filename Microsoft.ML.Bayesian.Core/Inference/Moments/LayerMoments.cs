namespace Microsoft.ML.Bayesian;

/// <summary>The moments of one layer's outputs, each [unit][lane].</summary>
/// <param name="values">The number of values per row, padding included.</param>
internal sealed class LayerMoments(int values)
{
    /// <summary>The means.</summary>
    public AlignedBuffer Mean { get; } = Buffer(values);

    /// <summary>The variances.</summary>
    public AlignedBuffer Variance { get; } = Buffer(values);

    /// <summary>The mean slopes of the outputs by the pre-activations.</summary>
    public AlignedBuffer Gain { get; } = Buffer(values);

    /// <summary>The part of the variances that does not come linearly from the inputs.</summary>
    public AlignedBuffer Fresh { get; } = Buffer(values);

    /// <summary>A buffer for a tile of rows, with room for the vector that a single row may end in.</summary>
    public static AlignedBuffer Buffer(long values) => new(values * RowBlock.Lanes + ElementwiseKernel.Width);
}
