using TorchSharp;

namespace Microsoft.ML.Bayesian;

/// <summary>A number in a formula of tensors, whole or not as it was written; torch's own object for it lives for one operation only.</summary>
internal readonly struct ScalarOperand
{
    private readonly double value;
    private readonly bool isWhole;

    private ScalarOperand(double value, bool isWhole) => (this.value, this.isWhole) = (value, isWhole);

    public static implicit operator ScalarOperand(int value) => new(value, isWhole: true);

    public static implicit operator ScalarOperand(double value) => new(value, isWhole: false);

    /// <summary>Torch's object, which the caller disposes of after the operation, and not before.</summary>
    public Scalar ToScalar() => isWhole ? ((int)value).ToScalar() : value.ToScalar();
}
