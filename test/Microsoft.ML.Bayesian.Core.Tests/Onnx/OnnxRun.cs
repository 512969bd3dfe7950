using Microsoft.ML.Bayesian.Tests.Inference;
using Microsoft.ML.OnnxRuntime;

namespace Microsoft.ML.Bayesian.Tests.Onnx;

/// <summary>What ONNX Runtime computes from a model of ours, all rows in one call, and how that is compared.</summary>
internal static class OnnxRun
{
    /// <summary>The promise: probabilities and nats agree within this.</summary>
    public const double Tolerance = 1e-4;

    // Where two classes are as probable as rounding leaves them, either may be named.
    private const float Tie = 1e-3f;

    public static ScoredRow[] Of(byte[] model, float[] rows, int inputs, float[]? noise = null, int samples = 1)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        using var session = new InferenceSession(model, options);
        using var run = new RunOptions();
        using OrtValue features = OrtValue.CreateTensorValueFromMemory(rows, [rows.Length / inputs, inputs]);
        using OrtValue draws = OrtValue.CreateTensorValueFromMemory(noise ?? [0], [samples, (noise?.Length ?? 1) / samples]);
        string[] outputs = [.. new[] { "PredictedLabel", "Score", "TotalUncertainty", "EpistemicUncertainty", "AleatoricUncertainty" }
            .Select(name => session.OutputNames.Single(output => output == name || output == name + ".output"))];
        using IDisposableReadOnlyCollection<OrtValue> results = session.Run(run, noise is null ? ["Features"] : ["Features", "Noise"], noise is null ? [features] : [features, draws], outputs);

        uint[] labels = results[0].GetTensorDataAsSpan<uint>().ToArray();
        float[][] values = [.. results.Skip(1).Select(result => result.GetTensorDataAsSpan<float>().ToArray())];
        int classes = values[0].Length / labels.Length;
        return [.. labels.Select((label, row) => new ScoredRow(default, label, values[0].AsSpan(row * classes, classes).ToArray(), values[1][row], values[2][row], values[3][row]))];
    }

    /// <summary>What an engine of ours says of the same rows.</summary>
    public static ScoredRow[] Expected(BayesianModel model, float[] rows) =>
        [.. model.Predict(rows).Select(row => new ScoredRow(default, (uint)row.PredictedClass + 1, row.Probabilities, row.Uncertainty.Total, row.Uncertainty.Epistemic, row.Uncertainty.Aleatoric))];

    public static void AssertClose(ScoredRow[] expected, ScoredRow[] actual, string what)
    {
        Assert.HasCount(expected.Length, actual);
        double worst = 0;
        for (int row = 0; row < expected.Length; row++)
        {
            worst = Math.Max(worst, expected[row].Score.Zip(actual[row].Score, (x, y) => Math.Abs((double)x - y)).Max());
            worst = Math.Max(worst, Math.Abs(expected[row].Total - actual[row].Total));
            worst = Math.Max(worst, Math.Abs(expected[row].Epistemic - actual[row].Epistemic));
            worst = Math.Max(worst, Math.Abs(expected[row].Aleatoric - actual[row].Aleatoric));
            float[] ordered = [.. expected[row].Score.OrderDescending()];
            if (ordered[0] - ordered[1] > Tie)
                Assert.AreEqual(expected[row].PredictedLabel, actual[row].PredictedLabel, $"{what}: label of row {row}");
        }

        Console.WriteLine($"{what}: largest difference {worst:E1}");
        Assert.IsLessThan(Tolerance, worst, what);
    }

    /// <summary>A model that propagates moments over invented weights.</summary>
    public static BayesianModel Model(NetworkArchitecture network, InferenceOptions? options = null, float standardDeviation = 0.3f, InputNormalization? normalization = null) =>
        new(EngineCases.Posterior(network, standardDeviation), options ?? new InferenceOptions { Method = InferenceMethod.MomentPropagation }, inputNormalization: normalization);
}
