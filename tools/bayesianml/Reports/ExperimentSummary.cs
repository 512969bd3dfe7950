using System.Globalization;
using System.Text;

namespace BayesianML.CommandLine;

/// <summary>What an experiment found. The names are those of its JSON.</summary>
/// <param name="Output">The file of the best model.</param>
/// <param name="End">Why the experiment ended.</param>
/// <param name="Trials">The number of trials.</param>
/// <param name="FailedTrials">The number of those that failed.</param>
/// <param name="Best">The number of the best trial.</param>
/// <param name="Front">The trials that no other beats in one objective without losing in another, best first objective first.</param>
internal sealed record ExperimentSummary(string Output, ExperimentEnd End, int Trials, int FailedTrials, int Best, IReadOnlyList<TrialSummary> Front)
{
    public static ExperimentSummary Of(ExperimentResult<TrialMetrics> result, IReadOnlyList<Objective> objectives, string output) => new(
        output, result.End, result.RunDetails.Count, result.RunDetails.Count(run => run.Exception is not null), result.BestRun.TrialId,
        [.. result.ParetoFront.Select(run => TrialSummary.Of(run, objectives))]);

    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Trials} trials, {FailedTrials} failed; ended by {End}; trial {Best} is best: {Output}\n\n{"trial",5}");
        string[] names = [.. Front[0].Objectives.Keys];
        foreach (string name in names)
            text.Append($"  {name}");
        text.Append("  parameters\n");
        foreach (TrialSummary trial in Front)
        {
            text.Append(CultureInfo.InvariantCulture, $"{trial.Trial,5}");
            foreach (string name in names)
                text.Append("  ").Append(Figure(trial.Objectives[name]).PadLeft(name.Length));
            text.Append("  ").AppendJoin(", ", trial.Parameters.Select(parameter => $"{parameter.Key}={parameter.Value}")).Append('\n');
        }

        return text.ToString().TrimEnd('\n');
    }

    /// <summary>A figure of merit, short: a count with all its digits, anything else with four places.</summary>
    public static string Figure(double value) => value.ToString(value == Math.Floor(value) && Math.Abs(value) > 1 ? "N0" : "F4", CultureInfo.InvariantCulture);
}

/// <param name="Trial">Its number, from 0.</param>
/// <param name="Objectives">The objectives by name.</param>
/// <param name="Parameters">What was tried, as text.</param>
internal sealed record TrialSummary(int Trial, IReadOnlyDictionary<string, double> Objectives, IReadOnlyDictionary<string, string> Parameters)
{
    public static TrialSummary Of(RunDetail<TrialMetrics> run, IReadOnlyList<Objective> objectives) => new(
        run.TrialId,
        objectives.ToDictionary(Names.Objectives.Of, objective => objective.ValueOf(run.ValidationMetrics!)),
        run.Parameter.Names.ToDictionary(name => name, name => Text(run.Parameter[name])));

    private static string Text(object value) => value is double number ? number.ToString("G4", CultureInfo.InvariantCulture) : Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
