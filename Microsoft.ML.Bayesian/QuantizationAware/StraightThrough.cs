using Microsoft.ML.Bayesian.Quantization;
using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// The quantizers as torch functions, with the same levels and the same rounding (a half to even). Their derivative is 0 almost
/// everywhere; whoever trains through them passes the gradient on as if they were not there (Bengio, Léonard and Courville 2013).
/// </summary>
internal static class StraightThrough
{
    /// <summary><see cref="UniformQuantizer"/>: D·clip(round(x/D), −q, q).</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="steps">The steps D, of a shape that broadcasts to that of the numbers.</param>
    /// <param name="reach">q.</param>
    public static Tensor Uniform(Tensor values, Tensor steps, int reach) => (values / steps).round_().ClampInPlace(-reach, reach).mul_(steps);

    /// <summary><see cref="LogarithmicQuantizer"/>: the level nearest in the logarithm.</summary>
    /// <param name="values">The numbers, greater than 0.</param>
    /// <param name="quantizer">The levels.</param>
    public static Tensor Logarithmic(Tensor values, LogarithmicQuantizer quantizer)
    {
        double lowest = Math.Log(quantizer.Lowest), ratio = Math.Log(quantizer.Ratio);
        return ratio == 0
            ? empty_like(values).Fill(quantizer.Lowest)
            : values.log().SubtractInPlace(lowest).DivideInPlace(ratio).round_().ClampInPlace(0, quantizer.LevelCount - 1).MultiplyInPlace(ratio).AddInPlace(lowest).exp_();
    }

    /// <summary><see cref="ActivationQuantizer"/>, known to autograd: the gradient passes where the number is within the range, and is 0 where it is clipped.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="quantizer">The levels.</param>
    public static Tensor Activation(Tensor values, ActivationQuantizer quantizer)
    {
        Tensor clipped = values.Clamp(-quantizer.Zero * quantizer.Step, (quantizer.LevelCount - 1 - quantizer.Zero) * quantizer.Step);
        using Tensor exact = clipped.detach();
        return clipped.Add(exact.Divide(quantizer.Step).round_().MultiplyInPlace(quantizer.Step).sub_(exact));
    }
}
