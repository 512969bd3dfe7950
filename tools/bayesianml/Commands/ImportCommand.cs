namespace BayesianML.CommandLine;

/// <summary><c>bayesianml import</c>: a model of a posterior that another program learnt.</summary>
internal static class ImportCommand
{
    public static Command Create(ToolConsole console)
    {
        Argument<string> source = new("POSTERIOR") { Description = "Means (NAME.weight.loc, NAME.bias.loc) and standard deviations (….scale) of every layer, a .safetensors file." };
        Option<NetworkDefinition> network = Parsed.Option("--network", "NETWORK", $"The network: {NetworkNames.Forms}.", NetworkNames.Parse);
        network.Required = true;
        Option<double?> prior = Parsed.Option("--prior-deviation", "X", "The standard deviation of the prior that the posterior was learnt under; 1 unless given.", Parsed.PositiveNumber);
        Option<string?> classNames = new("--class-names") { Description = "The names of the classes, separated by commas.", HelpName = "NAMES" };
        Option<string> output = CommonOptions.OutputModel();
        Option<bool> json = CommonOptions.Json();
        var command = new Command("import", "Make a model of a posterior that another program learnt. A feature x becomes the input (x / divide - mean) / deviation.")
        {
            source, network, output, prior, classNames, json,
        };
        var normalization = new NormalizationChoice(command);
        var inference = new InferenceChoice(command);
        command.SetAction(parsed =>
        {
            string target = parsed.GetRequiredValue(output);
            OutputFile.Check(target);
            var posterior = Posterior.FromSafetensors(parsed.GetRequiredValue(source), parsed.GetRequiredValue(network), new GaussianPrior((float)(parsed.GetValue(prior) ?? 1)));
            var model = new BayesianModel(
                posterior,
                inference.Apply(parsed, new InferenceOptions()),
                parsed.GetValue(classNames)?.Split(','),
                normalization.Normalization(parsed));
            OutputFile.Write(target, model.Save);
            console.Output.WriteLine(parsed.GetValue(json)
                ? JsonOutput.Of(ModelDescription.Of(model, target))
                : FormattableString.Invariant($"{target}: {posterior.Network.ParameterCount:N0} weights and biases, {new FileInfo(target).Length:N0} bytes"));
            return ExitCode.Success;
        });
        return command;
    }
}
