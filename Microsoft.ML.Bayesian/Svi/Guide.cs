using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// The variational distribution that the network is run with, given the parameters that are learnt: here the independent normal
/// distributions themselves. Quantization puts other numbers in their place.
/// </summary>
internal class Guide
{
    /// <summary>The means and standard deviations that the network is run with.</summary>
    /// <param name="mean">All means that are learnt, flat.</param>
    /// <param name="deviation">All standard deviations that are learnt, flat.</param>
    public virtual (Tensor Mean, Tensor StandardDeviation) Distribution(Tensor mean, Tensor deviation) => (mean, deviation);

    /// <summary>Carries a gradient with respect to the deviations of <see cref="Distribution"/> back to those that are learnt, in place.</summary>
    /// <param name="gradient">The gradient.</param>
    /// <param name="deviation">The standard deviations of <see cref="Distribution"/>.</param>
    /// <param name="learnt">The standard deviations that are learnt.</param>
    public virtual void PassBack(Tensor gradient, Tensor deviation, Tensor learnt)
    {
    }

    /// <summary>One draw of all weights and biases, and the derivative of each with respect to its standard deviation.</summary>
    /// <param name="mean">The means of <see cref="Distribution"/>.</param>
    /// <param name="deviation">The standard deviations of <see cref="Distribution"/>.</param>
    /// <param name="noise">Where the randomness comes from.</param>
    public virtual (Tensor Draw, Tensor Slope) Draw(Tensor mean, Tensor deviation, Generator noise)
    {
        Tensor standardNormal = empty_like(mean).normal_(0, 1, noise);
        return (mean.AddProduct(deviation, standardNormal), standardNormal);
    }

    /// <summary>What a layer sees of its input.</summary>
    /// <param name="layer">The number of the layer among those with parameters.</param>
    /// <param name="input">The input.</param>
    public virtual Tensor Input(int layer, Tensor input) => input;
}
