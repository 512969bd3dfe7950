using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>Sets the number of threads that libtorch computes with, and puts the former number back.</summary>
internal sealed class ThreadScope : IDisposable
{
    private readonly int former = get_num_threads();

    public ThreadScope(int threads) => set_num_threads(threads);

    public void Dispose() => set_num_threads(former);
}
