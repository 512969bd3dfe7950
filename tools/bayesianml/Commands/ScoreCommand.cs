namespace BayesianML.CommandLine;

/// <summary><c>bayesianml score</c>: predictions and their uncertainties, row by row.</summary>
internal static class ScoreCommand
{
    public static Command Create(ToolConsole console, CancellationToken cancellation)
    {
        Argument<string> modelFile = CommonOptions.Model();
        Argument<string> dataFile = new("DATA") { Description = $"The rows: {DataOptions.Formats}." };
        Option<string?> output = new("--output", "-o") { Description = "The file to write, replaced if it exists: Parquet if its name ends in .parquet, tab-separated in .tsv, else CSV. Standard output unless given.", HelpName = "FILE" };
        Option<bool> json = CommonOptions.Json();
        var command = new Command("score", "Predict rows: class, probabilities, and total, epistemic and aleatoric uncertainty in nats.") { modelFile, dataFile, output, json };
        var data = new DataOptions(command, usesLabels: false);
        var inference = new InferenceChoice(command);
        command.SetAction(parsed =>
        {
            string? target = parsed.GetValue(output);
            if (target is null && parsed.GetValue(json))
                throw new UsageException("--json prints a summary where the scores would go; say with --output where to write these.");
            BayesianModel model = ModelFile.Load(parsed.GetRequiredValue(modelFile));
            model = model.With(inference.Apply(parsed, model.Inference));
            int width = model.Posterior.Network.InputCount;
            using RowCursor rows = data.Open(parsed, parsed.GetRequiredValue(dataFile), width);
            var summary = new ScoreSummary(target);
            ScoreSummary Score(ScoreWriter writer) => console.WithProgress("Scoring", printsRows: target is null, progress =>
            {
                var scored = new ScoredBlock(model);
                foreach (RowBlock block in RowBlock.Read(rows, data.Selection(parsed), width, cancellation))
                {
                    scored.Score(block, cancellation);
                    writer.Write(scored);
                    summary.Add(scored);
                    progress.Report(data.Selection(parsed).Share(rows, summary.Rows));
                }

                writer.Complete();
                return summary;
            });

            if (target is null)
            {
                Score(new TextScoreWriter(console.Output, ',', model));
                return ExitCode.Success;
            }

            OutputFile.Write(target, stream => Score(ScoreWriter.For(target, stream, model)));
            console.Output.WriteLine(parsed.GetValue(json) ? JsonOutput.Of(summary) : summary.ToString());
            return ExitCode.Success;
        });
        return command;
    }
}
