using System.Globalization;
using System.Text;

namespace BayesianML.CommandLine;

/// <summary>A model's description for people.</summary>
internal static class ModelTable
{
    public static string Of(ModelDescription model)
    {
        var text = new StringBuilder();
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture).TrimEnd()).Append('\n');

        Line($"{"network",-16}{string.Join(" x ", model.Network.Input)} inputs, {model.Network.Classes} classes, {model.Network.Parameters:N0} weights and biases");
        Line($"{"prior",-16}N(0, {model.PriorStandardDeviation}^2)");
        Line($"{"inputs",-16}{model.InputNormalization?.ToString() ?? "as they are"}");
        Line($"{"inference",-16}{model.Inference.Method}, {model.Inference.Samples} samples, seed {model.Inference.Seed}{(model.Inference.CorrectSampleBias ? ", bias of few samples corrected" : "")}");
        Line($"{"classes",-16}{(model.ClassNames is { } names ? string.Join(", ", names) : $"0 to {model.Network.Classes - 1}, without names")}");
        Line($"{"scheme",-16}{model.Scheme}");
        Line($"{"bytes",-16}{model.Bytes.File:N0} in the file; {model.Bytes.Posterior:N0} in memory: {model.Bytes.Means:N0} means, {model.Bytes.StandardDeviations:N0} standard deviations, {model.Bytes.Draws:N0} for draws on integers");
        Line($"");
        Line($"{"layer",-18}{"output",-14}{"parameters",10}{"bits: mean",12}{"deviation",10}{"draw",6}{"bytes: means",14}{"deviations",12}{"biases",8}  kind; levels of its inputs");
        foreach (LayerDescription layer in model.Layers)
        {
            string bits = layer.MeanBits is null ? new string(' ', 28) : string.Create(CultureInfo.InvariantCulture, $"{layer.MeanBits,12}{layer.StandardDeviationBits,10}{layer.SampleBits,6}");
            string bytes = layer.MeanBits is null ? new string(' ', 34) : string.Create(CultureInfo.InvariantCulture, $"{layer.MeanBytes,14:N0}{layer.StandardDeviationBytes,12:N0}{layer.BiasBytes,8:N0}");
            string grid = layer.Inputs is { } inputs ? string.Create(CultureInfo.InvariantCulture, $"; {inputs.Bits} bits, {inputs.Smallest:G4} to {inputs.Greatest:G4}") : "";
            Line($"{layer.Name,-18}{string.Join('x', layer.Output),-14}{layer.Parameters,10:N0}{bits}{bytes}  {layer.Kind}{grid}");
        }

        return text.ToString();
    }
}
