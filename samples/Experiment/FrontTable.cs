using Microsoft.ML.Bayesian;
using Spectre.Console;

namespace BayesianML.Samples;

/// <summary>Prints the Pareto front.</summary>
internal static class FrontTable
{
    public static void Print(ExperimentResult<TrialMetrics> result)
    {
        int failed = result.RunDetails.Count(run => run.Exception is not null);
        Console.WriteLine($"\n{result.RunDetails.Count} trials{(failed > 0 ? $", {failed} of them failed" : "")}, ended by {result.End switch
        {
            ExperimentEnd.TimeLimit => "the time limit",
            ExperimentEnd.TrialLimit => "the number of trials",
            _ => "cancellation",
        }}. No other trial beats these in one of accuracy, epistemic AUROC and bytes without losing in another:\n");

        Table table = new Table { Border = TableBorder.Markdown }.AddColumns("trial", "layers", "units", "prior", "KL weight", "bits", "accuracy", "epistemic AUROC", "bytes");
        foreach (TableColumn column in table.Columns)
            column.RightAligned().NoWrap();
        foreach (RunDetail<TrialMetrics> run in result.ParetoFront)
        {
            TrialMetrics metrics = run.ValidationMetrics!;
            table.AddRow([.. TrialTable.Choices($"{run.TrialId}", run.Parameter), $"{metrics.Accuracy:P2}", $"{metrics.EpistemicAuroc:F4}", $"{metrics.ModelBytes:N0}"]);
        }

        // Where the output goes to a file, the console is taken to be narrow, and figures would be broken.
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 100);
        AnsiConsole.Write(table);
    }
}
