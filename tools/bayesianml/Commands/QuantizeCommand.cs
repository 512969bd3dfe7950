using Microsoft.ML.Bayesian.Quantization;

namespace BayesianML.CommandLine;

/// <summary><c>bayesianml quantize</c>: a smaller model, and what it costs.</summary>
internal static class QuantizeCommand
{
    public static Command Create(ToolConsole console, CancellationToken cancellation)
    {
        Argument<string> modelFile = CommonOptions.Model();
        Option<string> calibration = new("--calibration", "-c") { Description = $"Rows like those that the model will score, such as its training data: {DataOptions.Formats}.", HelpName = "FILE", Required = true };
        Option<string> output = CommonOptions.OutputModel();
        Option<bool> json = CommonOptions.Json();
        var command = new Command("quantize", "Make a model small, and report what that saves and costs.") { modelFile, calibration, output, json };
        var quantization = new QuantizationChoice(command);
        var data = new DataOptions(command, usesLabels: true);
        command.SetAction(parsed =>
        {
            string target = parsed.GetRequiredValue(output);
            OutputFile.Check(target);
            QuantizationOptions options = quantization.Options(parsed);
            BayesianModel model = ModelFile.Load(parsed.GetRequiredValue(modelFile));
            (float[] rows, int[] labels) = ReadRows(parsed, data, parsed.GetRequiredValue(calibration), model, cancellation);
            QuantizationReport report = console.WithProgress("Quantizing", printsRows: false, progress =>
            {
                BayesianModel small = PosteriorQuantizer.Quantize(model, rows, options, cancellation);
                progress.Report(0.5);
                QuantizationReport comparison = QuantizationReport.Compare(model, small, rows, labels, cancellation);
                OutputFile.Write(target, small.Save);
                return comparison;
            });
            console.Output.WriteLine(parsed.GetValue(json) ? report.ToJson() : report.ToString().TrimEnd());
            return ExitCode.Success;
        });
        return command;
    }

    /// <summary>Reads rows that have all their features, and a label where labels are wanted; evenly spread where there are many.</summary>
    private static (float[] Rows, int[] Labels) ReadRows(ParseResult parsed, DataOptions data, string path, BayesianModel model, CancellationToken cancellation)
    {
        int width = model.Posterior.Network.InputCount;
        bool hasLabels = data.HasLabels(parsed);
        var kept = new EvenSpread<(float[] Row, int Label)>(CalibrationRows.MostRows);
        using RowCursor cursor = data.Open(parsed, path, width);
        foreach (RowBlock block in RowBlock.Read(cursor, data.Selection(parsed), width, cancellation))
        {
            for (int row = 0; row < block.Count; row++)
            {
                Memory<float> features = block.Features.Slice(row * width, width);
                int label = hasLabels ? ClassLabels.IndexOf(model, block.Labels[row]) : 0;
                if (label >= 0 && features.Span.IndexOfAnyExceptFinite() < 0)
                    kept.Offer(() => (features.ToArray(), label));
            }
        }

        if (kept.Items.Count == 0)
            throw new InvalidDataException($"'{path}' has no row with all its features{(hasLabels ? " and a label" : "")}; calibration needs some.");
        return ([.. kept.Items.SelectMany(item => item.Row)], hasLabels ? [.. kept.Items.Select(item => item.Label)] : []);
    }
}
