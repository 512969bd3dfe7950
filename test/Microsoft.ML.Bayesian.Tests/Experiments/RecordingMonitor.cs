namespace Microsoft.ML.Bayesian.Tests;

/// <summary>Writes down what it is told.</summary>
internal sealed class RecordingMonitor : IMonitor
{
    public List<string> Lines { get; } = [];

    public void ReportRunningTrial(TrialSettings settings) => Lines.Add($"running {settings.TrialId}");

    public void ReportCompletedTrial(TrialResult result) => Lines.Add($"completed {result.TrialSettings.TrialId}{(result.TrialSettings.IsResumed ? " again" : "")}");

    public void ReportBestTrial(TrialResult result) => Lines.Add($"best {result.TrialSettings.TrialId}");

    public void ReportFailTrial(TrialSettings settings, Exception exception) => Lines.Add($"failed {settings.TrialId}: {exception.Message}");
}
