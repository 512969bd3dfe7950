using Microsoft.ML.Bayesian.Quantization;
using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// The draws of <see cref="LatticeDraw"/> in torch: the same rules with other random numbers, so that training meets the weights that
/// scoring will draw.
/// </summary>
internal static class GridDraw
{
    /// <summary>Draws weights on their grid.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="mean">The means μ.</param>
    /// <param name="deviation">The standard deviations σ.</param>
    /// <param name="steps">The step of every weight's grid.</param>
    /// <param name="reach">The largest number of steps that a draw may be.</param>
    /// <param name="noise">Where the randomness comes from.</param>
    /// <returns>The weights, and the derivative of each with respect to σ.</returns>
    public static (Tensor Draw, Tensor Slope) Sample(DrawRule rule, Tensor mean, Tensor deviation, Tensor steps, int reach, Generator noise)
    {
        Tensor centre = mean / steps, spread = deviation / steps, normal = empty_like(mean).normal_(0, 1, noise);
        if (rule == DrawRule.Matched)
        {
            Tensor draw = Matched(centre, spread, normal, empty_like(mean).uniform_(0, 1, noise)).ClampInPlace(-reach, reach).mul_(steps);
            return (draw, (draw - mean).div_(deviation));
        }

        Tensor width = rule == DrawRule.SheppardCorrected ? Narrowed(spread) : spread;
        return (centre.AddProduct(width, normal).round_().ClampInPlace(-reach, reach).mul_(steps), normal);
    }

    private static Tensor Narrowed(Tensor spread)
    {
        Tensor variance = spread.Square();
        return maximum(variance.Subtract(1.0 / 12), variance.Multiply(LatticeDraw.NarrowestVariance)).sqrt_();
    }

    private static Tensor Matched(Tensor centre, Tensor spread, Tensor normal, Tensor uniform)
    {
        Tensor nearest = centre.round(), offset = centre - nearest, variance = spread.Square();
        Tensor second = maximum(variance.Add(offset.Square()), offset.abs());
        Tensor above = second.Add(offset).MultiplyInPlace(0.5), below = (second - offset).MultiplyInPlace(0.5);
        Tensor narrow = nearest.Add(uniform.lt(above).to(centre.dtype)) - uniform.ge(below.SubtractedFrom(1)).to(centre.dtype);
        Tensor wide = centre.AddProduct(variance.Subtract(1.0 / 6).AtLeastInPlace(0).sqrt_(), normal).AddInPlace(uniform).floor_();
        return where(second.IsAtMost(1), narrow, wide);
    }
}
