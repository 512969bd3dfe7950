namespace Microsoft.ML.Bayesian;

/// <summary>What a fit leaves behind: managed memory only.</summary>
/// <param name="Posterior">The posterior.</param>
/// <param name="History">One report per completed epoch.</param>
/// <param name="BestEpoch">The epoch that the posterior comes from, from 1; 0 when training was cancelled before one could be chosen.</param>
/// <param name="Cancelled">Whether training ended early on request.</param>
internal sealed record SviResult(Posterior Posterior, IReadOnlyList<SviProgress> History, int BestEpoch, bool Cancelled);
