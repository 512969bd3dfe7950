namespace Microsoft.ML.Bayesian;

/// <summary>Runs trials, one after the other.</summary>
public interface ITrialRunner : IDisposable
{
    /// <summary>
    /// What trials depend on besides their settings, such as the data, as one line of text. A checkpoint is resumed only by an experiment with the same text.
    /// </summary>
    string Description => GetType().Name;

    /// <summary>Runs a trial. An exception makes it a failed one, and the experiment goes on.</summary>
    /// <param name="settings">What to try, and the seed of all that is random in it.</param>
    /// <param name="cancellationToken">Ends the trial, by <see cref="OperationCanceledException"/>; it is then as if it had never begun.</param>
    /// <returns>What the trial measured.</returns>
    Task<TrialResult> RunAsync(TrialSettings settings, CancellationToken cancellationToken);
}
