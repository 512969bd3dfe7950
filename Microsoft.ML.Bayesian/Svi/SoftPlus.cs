using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// The map from a raw parameter ρ to a standard deviation σ = softplus(ρ) = ln(1 + e^ρ), and back, in forms that neither overflow
/// nor cancel.
/// </summary>
internal static class SoftPlus
{
    /// <summary>Below this ρ the tensors' σ stays at softplus(−40) ≈ 4e−18: σ² must remain a normal single-precision number.</summary>
    public const double Floor = -40;

    public static double Value(double raw) => Math.Max(raw, 0) + LogOnePlus(Math.Exp(-Math.Abs(raw)));

    /// <summary>ln(e^σ − 1), as σ + ln(1 − e^−σ).</summary>
    public static double Inverse(double deviation) => deviation + Math.Log(OneMinusExp(deviation));

    public static Tensor Value(Tensor raw)
    {
        if (TensorMemory.IsManaged(raw))
            return TensorMemory.Map<ValueMap>(raw);
        // Torch's own softplus makes numbers that a garbage collection can free during it: see TensorArithmetic.
        using Tensor bounded = raw.AtLeast(Floor), isSmall = bounded.IsAtMost(20), ofSmall = bounded.exp().log1p_();
        return where(isSmall, ofSmall, bounded);
    }

    /// <summary>dσ/dρ = sigmoid(ρ), under the same floor as <see cref="Value(Tensor)"/>, so that (dσ/dρ)/σ stays near 1 there.</summary>
    public static Tensor Derivative(Tensor raw)
    {
        if (TensorMemory.IsManaged(raw))
            return TensorMemory.Map<DerivativeMap>(raw);
        using Tensor bounded = raw.AtLeast(Floor);
        return bounded.sigmoid();
    }

    // Kahan's correction: the rounding of 1 + x cancels between the logarithm and the quotient.
    private static double LogOnePlus(double x)
    {
        double sum = 1 + x;
        return sum == 1 ? x : Math.Log(sum) * (x / (sum - 1));
    }

    private static double OneMinusExp(double x)
    {
        double exponential = Math.Exp(-x);
        return exponential == 1 ? x : exponential < 0.5 ? 1 - exponential : (1 - exponential) * (-x / Math.Log(exponential));
    }

    private readonly struct ValueMap : IVectorMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Of(Vector512<float> raw)
        {
            Vector512<float> bounded = Vector512.Max(raw, Vector512.Create((float)Floor));
            Vector512<float> exponential = VectorMath.ExpOfNonPositive(-Vector512.Abs(bounded)), sum = Vector512<float>.One + exponential;
            Vector512<float> corrected = VectorMath.Log(sum) * (exponential / (sum - Vector512<float>.One));
            return Vector512.Max(bounded, Vector512<float>.Zero) + Vector512.ConditionalSelect(Vector512.Equals(sum, Vector512<float>.One), exponential, corrected);
        }
    }

    private readonly struct DerivativeMap : IVectorMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Of(Vector512<float> raw)
        {
            Vector512<float> bounded = Vector512.Max(raw, Vector512.Create((float)Floor)), exponential = VectorMath.ExpOfNonPositive(-Vector512.Abs(bounded));
            return Vector512.ConditionalSelect(Vector512.GreaterThan(bounded, Vector512<float>.Zero), Vector512<float>.One, exponential) / (Vector512<float>.One + exponential);
        }
    }
}
