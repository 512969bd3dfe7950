using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Microsoft.ML.Data;

namespace Microsoft.ML.Bayesian.Tests;

[TestClass]
public sealed class FreshProcessTests
{
    private static readonly string Host =
        typeof(FreshProcessTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "ScoringHost").Value!;

    [TestMethod]
    [Timeout(120_000)]
    public Task A_process_that_has_never_touched_the_library_loads_the_zip_and_scores_alike() => LoadsAndScoresAlike(mlContext => new CentroidTrainer(mlContext));

    [TestMethod]
    [Timeout(120_000)]
    public Task So_does_one_that_loads_a_classifier_with_temperature_thresholds_and_prediction_sets() => LoadsAndScoresAlike(mlContext => new CentroidTrainer(mlContext)
        .Append(mlContext.Bayesian.RejectAbove(new RejectionThresholds(0.1f, 0.4f)))
        .Append(mlContext.Bayesian.PredictionSets(alpha: 0.1))
        .Append(mlContext.Bayesian.CalibrateTemperature()));

    private static async Task LoadsAndScoresAlike(Func<MLContext, IEstimator<ITransformer>> estimator)
    {
        var mlContext = new MLContext(1);
        IDataView data = Clusters.View(mlContext, LabelKind.TextKey);
        ITransformer transformer = estimator(mlContext).Fit(data);
        string zip = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.zip");
        try
        {
            mlContext.Model.Save(transformer, data.Schema, zip);
            string[] expected = [.. ScoredRow.All(transformer.Transform(data)).Select(Line)];

            string[] actual = await Run(zip, data.GetColumn<float[]>("Features").Select(features => Join(features)));

            CollectionAssert.AreEqual(expected, actual);
        }
        finally
        {
            File.Delete(zip);
        }
    }

    private static async Task<string[]> Run(string zip, IEnumerable<string> input)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet", [Host, zip])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        foreach (string line in input)
            await process.StandardInput.WriteLineAsync(line);
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.AreEqual(0, process.ExitCode, await errors);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private static string Line(ScoredRow row) => $"{row.PredictedLabel} {Join([row.Total, row.Epistemic, row.Aleatoric, .. row.Score])}";

    private static string Join(IEnumerable<float> values) => string.Join(' ', values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));
}
