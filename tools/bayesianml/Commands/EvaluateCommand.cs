namespace BayesianML.CommandLine;

/// <summary><c>bayesianml evaluate</c>: how good a model's answers, probabilities and uncertainties are.</summary>
internal static class EvaluateCommand
{
    public static Command Create(ToolConsole console, CancellationToken cancellation)
    {
        Argument<string> modelFile = CommonOptions.Model();
        Argument<string> dataFile = new("DATA") { Description = $"Rows with labels (--label or --labels): {DataOptions.Formats}." };
        Option<string?> foreign = new("--out-of-distribution", "-d") { Description = "Rows unlike those that the model should know, without labels: how well does each uncertainty find them?", HelpName = "FILE" };
        Option<long?> bins = Parsed.Option("--bins", "N", $"The bins of the reliability table; {ClassificationMetrics.DefaultBinCount} unless given.", Parsed.WholeNumber(1, 1000));
        Option<string?> report = new("--report") { Description = "A report with charts to write, one self-contained HTML file; replaced if it exists.", HelpName = "FILE" };
        Option<bool> json = CommonOptions.Json();
        var command = new Command("evaluate", "Judge a model on labelled rows: answers, probabilities, uncertainties.") { modelFile, dataFile, foreign, bins, report, json };
        var data = new DataOptions(command, usesLabels: true);
        var inference = new InferenceChoice(command);
        command.SetAction(parsed =>
        {
            if (!data.HasLabels(parsed))
                throw new UsageException("The labels are needed: name their column with --label, or a file of them with --labels.");
            string? target = parsed.GetValue(report);
            if (target is not null)
                OutputFile.Check(target);
            BayesianModel model = ModelFile.Load(parsed.GetRequiredValue(modelFile));
            model = model.With(inference.Apply(parsed, model.Inference));
            using RowCursor rows = data.Open(parsed, parsed.GetRequiredValue(dataFile), model.Posterior.Network.InputCount);
            using RowCursor? others = parsed.GetValue(foreign) is { } other ? data.OpenUnlabelled(parsed, other, model.Posterior.Network.InputCount) : null;
            var evaluation = new ModelEvaluation(model, data.Selection(parsed), (int)(parsed.GetValue(bins) ?? ClassificationMetrics.DefaultBinCount));
            BayesianClassificationMetrics metrics = console.WithProgress("Evaluating", printsRows: false, progress => evaluation.Run(rows, others, progress, cancellation));
            if (target is not null)
                OutputFile.Write(target, stream => metrics.SaveReport(stream, $"{Path.GetFileName(parsed.GetRequiredValue(modelFile))} on {Path.GetFileName(parsed.GetRequiredValue(dataFile))}"));
            console.Output.WriteLine(parsed.GetValue(json) ? JsonOutput.Of(metrics) : MetricsTable.Of(metrics));
            return ExitCode.Success;
        });
        return command;
    }
}
