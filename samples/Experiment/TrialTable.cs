using Microsoft.ML.Bayesian;
using Spectre.Console;

namespace BayesianML.Samples;

/// <summary>Shows trials as a live table on a terminal, and as one line each where the output goes to a file or a log.</summary>
internal sealed class TrialTable : IMonitor
{
    private const int RowCount = 15, MessageLength = 60;

    private readonly Table table = new Table { Border = TableBorder.Rounded }.AddColumns("trial", "layers", "units", "prior", "KL weight", "bits", "accuracy", "AUROC", "KiB", "seconds");
    private LiveDisplayContext? live;

    /// <summary>Runs an experiment that this table watches.</summary>
    public ExperimentResult<TrialMetrics> Run(AutoMLExperiment experiment, CancellationToken cancellation)
    {
        experiment.SetMonitor(this);
        if (!AnsiConsole.Profile.Capabilities.Interactive || !AnsiConsole.Profile.Capabilities.Ansi)
            return experiment.Run(cancellation);
        return AnsiConsole.Live(table).Start(context =>
        {
            live = context;
            return experiment.Run(cancellation);
        });
    }

    public void ReportRunningTrial(TrialSettings settings)
    {
        if (live is not null)
            Show([.. Choices(settings.TrialId.ToString(), settings.Parameter), "…", "", "", ""]);
    }

    public void ReportCompletedTrial(TrialResult result)
    {
        TrialMetrics metrics = result.Metrics!;
        Replace(result.TrialSettings, [
            .. Choices(Name(result.TrialSettings), result.TrialSettings.Parameter),
            $"{metrics.Accuracy:P1}", $"{metrics.EpistemicAuroc:F3}", $"{metrics.ModelBytes / 1024.0:F0}", $"{result.DurationInMilliseconds / 1000:F0}",
        ]);
    }

    public void ReportBestTrial(TrialResult result) => table.Caption = new($"Most accurate so far: trial {result.TrialSettings.TrialId}, {result.Metrics!.Accuracy:P1}");

    public void ReportFailTrial(TrialSettings settings, Exception exception) =>
        Replace(settings, [.. Choices(Name(settings), settings.Parameter), "failed", Beginning(exception.Message), "", ""]);

    /// <summary>What a trial chose.</summary>
    public static IReadOnlyList<string> Choices(string name, TrialParameter parameter)
    {
        string bits = parameter.Quantization is null ? "float" : $"{parameter[nameof(TrialOptions.QuantizationBits)]}";
        return [name, $"{parameter[nameof(TrialOptions.HiddenLayers)]}", $"{parameter[nameof(TrialOptions.UnitsPerLayer)]}", Figure("PriorStandardDeviation"), Figure("KlWeight"), bits];

        string Figure(string option) => $"{(double)parameter[option]:G2}";
    }

    private static string Name(TrialSettings settings) => $"{settings.TrialId}{(settings.IsResumed ? " resumed" : "")}";

    private static string Beginning(string message) => message.Split('\n')[0] is { Length: > MessageLength } line ? $"{line[..MessageLength]}…" : message.Split('\n')[0];

    private void Replace(TrialSettings settings, string[] cells)
    {
        if (live is null)
        {
            string[] names = ["trial", "layers", "units", "prior", "KL weight", "bits", "accuracy", "AUROC", "KiB", "s"];
            Console.WriteLine(string.Join(", ", names.Zip(cells, (name, cell) => $"{name} {cell}")));
            return;
        }

        if (!settings.IsResumed)
            table.RemoveRow(table.Rows.Count - 1);
        Show(cells);
    }

    private void Show(string[] cells)
    {
        if (table.Rows.Count == RowCount)
            table.RemoveRow(0);
        table.AddRow([.. cells.Select(cell => new Text(cell))]);
        live!.Refresh();
    }
}
