using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>The running mean of the parameters over the last epochs (Polyak and Juditsky 1992).</summary>
internal sealed class ParameterAverage(Tensor values) : IDisposable
{
    private readonly Tensor mean = zeros_like(values);
    private long count;

    /// <summary>The mean, or the parameters themselves while nothing was added.</summary>
    public Tensor Current => count == 0 ? values : mean;

    public void Add()
    {
        using Tensor difference = values - mean;
        mean.AddInPlace(difference, 1.0 / ++count);
    }

    public void Dispose() => mean.Dispose();
}
