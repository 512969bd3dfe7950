using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>Adam (Kingma and Ba 2015) on one block of parameters, with bias correction, in six tensor operations a step.</summary>
internal sealed class AdamOptimizer : IDisposable
{
    private const double FirstDecay = 0.9, SecondDecay = 0.999, Epsilon = 1e-8;

    private readonly Tensor values, firstMoment, secondMoment, denominator;
    private long step;

    public AdamOptimizer(Tensor values)
    {
        this.values = values;
        firstMoment = zeros_like(values);
        secondMoment = zeros_like(values);
        denominator = empty_like(values);
    }

    public void Step(Tensor gradient, double learningRate)
    {
        step++;
        firstMoment.mul_(FirstDecay).add_(gradient, alpha: 1 - FirstDecay);
        secondMoment.mul_(SecondDecay).addcmul_(gradient, gradient, 1 - SecondDecay);
        denominator.copy_(secondMoment).sqrt_().add_(Epsilon * Math.Sqrt(SecondCorrection));
        values.addcdiv_(firstMoment, denominator, -learningRate * Math.Sqrt(SecondCorrection) / (1 - Math.Pow(FirstDecay, step)));
    }

    public void Dispose()
    {
        firstMoment.Dispose();
        secondMoment.Dispose();
        denominator.Dispose();
    }

    private double SecondCorrection => 1 - Math.Pow(SecondDecay, step);
}
