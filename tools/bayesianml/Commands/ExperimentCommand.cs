using Microsoft.ML;

namespace BayesianML.CommandLine;

/// <summary><c>bayesianml experiment</c>: trains many networks and keeps the best.</summary>
internal static class ExperimentCommand
{
    public static Command Create(ToolConsole console, CancellationToken cancellation)
    {
        Argument<string> dataFile = new("DATA") { Description = $"Rows with labels (--label or --labels): {DataOptions.Formats}." };
        Option<string> output = CommonOptions.OutputModel();
        Option<long?> time = Parsed.Option("--time", "SECONDS", "When to stop; a trial that is running is given up.", Parsed.WholeNumber(1, uint.MaxValue / 1000));
        Option<long?> trials = Parsed.Option("--trials", "N", "The most trials, those of the checkpoint included.", Parsed.WholeNumber(1, int.MaxValue));
        Option<IReadOnlyList<Objective>?> objectives = Parsed.Option<IReadOnlyList<Objective>?>("--objectives", "NAMES", $"What counts, the most important first, separated by commas: {Names.Objectives.List}. Accuracy and bytes unless given, and epistemic-auroc with --out-of-distribution.", Names.Objectives.ParseList);
        Option<string?> foreign = new("--out-of-distribution", "-d") { Description = "Rows unlike those that the model should know, for epistemic-auroc.", HelpName = "FILE" };
        Option<double?> validation = Parsed.Option<double?>("--validation-fraction", "X", "The share of the rows that trials are judged by; 0.2 unless given.", text => Parsed.Number(text) is > 0 and < 1 and var share ? share : throw new FormatException("between 0 and 1"));
        Option<long?> epochs = Parsed.Option("--epochs", "N", "Epochs of each training; 30 unless given.", Parsed.WholeNumber(1, int.MaxValue));
        Option<long?> samples = Parsed.Option("--samples", "N", "Samples per prediction.", Parsed.WholeNumber(1, 1_000_000));
        Option<long?> seed = Parsed.Option("--seed", "N", "The seed of the experiment; 0 unless given.", Parsed.WholeNumber(0, int.MaxValue));
        Option<string?> checkpoint = new("--checkpoint") { Description = "Keeps every trial in this file of JSON lines, and goes on with those that are in it.", HelpName = "FILE" };
        Option<string?> libtorch = new("--libtorch") { Description = $"The folder of libtorch; else {LibTorchFolder.Variable}, else NuGet's packages.", HelpName = "FOLDER" };
        Option<bool> json = CommonOptions.Json();
        var command = new Command("experiment", "Train networks of many kinds within a limit, show the best trade-offs, and keep the best model.")
        {
            dataFile, output, time, trials, objectives, foreign, validation, epochs, samples, seed, checkpoint, libtorch, json,
        };
        var data = new DataOptions(command, usesLabels: true);
        var normalizations = new NormalizationChoice(command);
        command.SetAction(parsed =>
        {
            string target = parsed.GetRequiredValue(output), path = parsed.GetRequiredValue(dataFile);
            if (!data.HasLabels(parsed))
                throw new UsageException("The labels are needed: name their column with --label, or a file of them with --labels.");
            if (parsed.GetValue(time) is null && parsed.GetValue(trials) is null)
                throw new UsageException("The experiment would never end: give --time, --trials, or both.");
            IReadOnlyList<Objective> wanted = parsed.GetValue(objectives)
                ?? (parsed.GetValue(foreign) is null ? [Objective.Accuracy, Objective.ModelBytes] : [Objective.Accuracy, Objective.EpistemicAuroc, Objective.ModelBytes]);
            if (wanted.Contains(Objective.EpistemicAuroc) && parsed.GetValue(foreign) is null)
                throw new UsageException("--objectives names epistemic-auroc, which needs rows unlike the others: give --out-of-distribution.");
            OutputFile.Check(target);
            LibTorchFolder.Load(parsed.GetValue(libtorch));

            InputNormalization? normalization = normalizations.Normalization(parsed);
            var mlContext = new MLContext((int)(parsed.GetValue(seed) ?? 0));
            using RowCursor cursor = data.Open(parsed, path, width: null);
            int width = cursor.Width;
            TrainingRows rows = TrainingRows.Read(path, cursor, data.Selection(parsed), width, normalization, cancellation);
            var options = new SviClassificationTrainer.Options { Inference = new() { SampleCount = (int)(parsed.GetValue(samples) ?? 100) } };
            AutoMLExperiment experiment = mlContext.Bayesian.CreateExperiment(parsed.GetValue(epochs) is { } count ? options with { Epochs = (int)count } : options)
                .SetDataset(rows.View(mlContext, width), parsed.GetValue(validation) ?? 0.2)
                .SetObjectives(wanted)
                .SetProgress(new TrialLines(console.Error, wanted));
            if (parsed.GetValue(time) is { } seconds)
                experiment.SetTrainingTimeInSeconds((uint)seconds);
            if (parsed.GetValue(trials) is { } most)
                experiment.SetMaxModelToExplore((int)most);
            if (parsed.GetValue(checkpoint) is { } kept)
                experiment.SetCheckpoint(kept);
            if (parsed.GetValue(foreign) is { } other)
            {
                using RowCursor others = data.OpenUnlabelled(parsed, other, width);
                experiment.SetOutOfDistributionDataset(rows.ReadForeign(others, data.Selection(parsed), width, normalization, cancellation).View(mlContext, width));
            }

            ExperimentResult<TrialMetrics> result = experiment.Run(cancellation);
            BayesianModel best = ((BayesianClassificationTransformer)result.BestRun.Model!).Model;
            OutputFile.Write(target, new BayesianModel(best.Posterior, best.Inference, rows.ClassNames, normalization).Save);
            var summary = ExperimentSummary.Of(result, wanted, target);
            console.Output.WriteLine(parsed.GetValue(json) ? JsonOutput.Of(summary) : summary.ToString());
            return result.End == ExperimentEnd.Cancelled ? ExitCode.Cancelled : ExitCode.Success;
        });
        return command;
    }

    /// <summary>A line per trial, as it ends: minutes lie between them.</summary>
    private sealed class TrialLines(TextWriter writer, IReadOnlyList<Objective> objectives) : IProgress<RunDetail<TrialMetrics>>
    {
        public void Report(RunDetail<TrialMetrics> run) => writer.WriteLine(run.ValidationMetrics is { } metrics
            ? $"trial {run.TrialId}: {string.Join(", ", objectives.Select(objective => $"{Names.Objectives.Of(objective)} {ExperimentSummary.Figure(objective.ValueOf(metrics))}"))}"
            : $"trial {run.TrialId} failed: {run.Exception?.Message}");
    }
}
