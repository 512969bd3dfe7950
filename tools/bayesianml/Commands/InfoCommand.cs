namespace BayesianML.CommandLine;

/// <summary><c>bayesianml info</c>: what a model file holds.</summary>
internal static class InfoCommand
{
    public static Command Create(ToolConsole console)
    {
        Argument<string> model = CommonOptions.Model();
        Option<bool> json = CommonOptions.Json();
        var command = new Command("info", "Describe a model: network, quantization, bytes by part, inference, classes.") { model, json };
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(model);
            var description = ModelDescription.Of(ModelFile.Load(path), path);
            if (parsed.GetValue(json))
                console.Output.WriteLine(JsonOutput.Of(description));
            else
                console.Output.Write(ModelTable.Of(description));
            return ExitCode.Success;
        });
        return command;
    }
}
