namespace BayesianML.CommandLine;

/// <summary><c>bayesianml export</c>: a model as an ONNX graph, for other runtimes.</summary>
internal static class ExportCommand
{
    public static Command Create(ToolConsole console)
    {
        Argument<string> modelFile = CommonOptions.Model();
        Option<string> output = new("--output", "-o") { Description = "The ONNX file to write; replaced if it exists.", HelpName = "FILE", Required = true };
        Option<OnnxExport?> graph = Parsed.Option(
            "--graph", "NAME", $"What the graph computes: {Names.Graphs.List}. Moments (of covariances too with --method covariance) unless given; weights holds those of all samples; noise takes what to draw them from as an input.", text => (OnnxExport?)Names.Graphs.Parse(text));
        Option<bool> json = CommonOptions.Json();
        var command = new Command("export", "Write a model as an ONNX graph, from features as they are to class, probabilities and uncertainties.") { modelFile, output, graph, json };
        var inference = new InferenceChoice(command);
        command.SetAction(parsed =>
        {
            string target = parsed.GetRequiredValue(output);
            OutputFile.Check(target);
            BayesianModel model = ModelFile.Load(parsed.GetRequiredValue(modelFile));
            model = model.With(inference.Apply(parsed, model.Inference));
            OnnxExport export = parsed.GetValue(graph) ?? OnnxExport.MomentPropagation;
            OutputFile.Write(target, ModelGraph.Create(model, export, new BayesianTrainerColumns()));
            var summary = new { Output = target, Graph = Names.Graphs.Of(export), Samples = model.Inference.SampleCount, Bytes = new FileInfo(target).Length };
            console.Output.WriteLine(parsed.GetValue(json)
                ? JsonOutput.Of(summary)
                : FormattableString.Invariant($"{summary.Output}: {summary.Graph}, {summary.Samples:N0} samples, {summary.Bytes:N0} bytes"));
            return ExitCode.Success;
        });
        return command;
    }
}
