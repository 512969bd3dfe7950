namespace Microsoft.ML.Bayesian;

/// <summary>Watches an experiment. The calls come one after the other, also for the trials of a checkpoint, which are marked by <see cref="TrialSettings.IsResumed"/>.</summary>
public interface IMonitor
{
    /// <summary>A trial begins. Not called for trials of a checkpoint.</summary>
    /// <param name="settings">The number of the trial, and what it tries.</param>
    void ReportRunningTrial(TrialSettings settings);

    /// <summary>A trial has ended well.</summary>
    /// <param name="result">The trial, with what it measured.</param>
    void ReportCompletedTrial(TrialResult result);

    /// <summary>A trial that has ended well is the best so far; called after <see cref="ReportCompletedTrial"/>.</summary>
    /// <param name="result">The trial, with what it measured.</param>
    void ReportBestTrial(TrialResult result);

    /// <summary>A trial has failed.</summary>
    /// <param name="settings">The number of the trial, and what it tried.</param>
    /// <param name="exception">Why; of a trial of a checkpoint, only its message is known.</param>
    void ReportFailTrial(TrialSettings settings, Exception exception);
}
