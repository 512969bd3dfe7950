using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>Training rows as an epoch takes them: each of them once, in an order of its own.</summary>
internal interface ITrainingRows : IDisposable
{
    long Count { get; }

    /// <summary>N of the evidence lower bound: the sum of the rows' weights, or their number.</summary>
    double TotalWeight { get; }

    /// <summary>Begins an epoch, counted from 1.</summary>
    void BeginEpoch(int epoch);

    /// <summary>The next rows of the epoch; weights are scaled to mean 1 over all rows, or null where every row counts once.</summary>
    (Tensor Features, Tensor Labels, Tensor? Weights) Next(int count);
}
