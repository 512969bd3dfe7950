// Scores one row, given as the arguments after that of the model's file, and tells its uncertainty, its class probabilities, and which
// libraries of torch are in the process.
using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Bayesian;

float[] row = [.. args.Skip(1).Select(value => float.Parse(value, CultureInfo.InvariantCulture))];
BayesianPrediction prediction = BayesianModel.Load(args[0]).Predict(row)[0];
Console.WriteLine(string.Join(' ', prediction.Probabilities.Prepend(prediction.Uncertainty.Epistemic).Select(value => value.ToString("R", CultureInfo.InvariantCulture))));

using var process = Process.GetCurrentProcess();
foreach (ProcessModule module in process.Modules)
{
    if (module.ModuleName.Contains("torch", StringComparison.OrdinalIgnoreCase))
        Console.WriteLine(module.ModuleName);
}
