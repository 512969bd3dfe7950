using System.Text.Json;
using Microsoft.ML.Bayesian.Tests;
using Microsoft.ML.Bayesian.Tests.Inference;

namespace Microsoft.ML.Bayesian.Core.Tests.Inference;

/// <summary>
/// Two posteriors that another group trained, scored by an independent program in double precision with 4,000 weight samples: every
/// figure must lie within 4.5 combined standard errors. With 1,664 figures per test the false-alarm rate is at most 1.2 % each; the seeds
/// are fixed.
/// </summary>
[TestClass]
public sealed class ReferencePredictionsTests
{
    private const int Classes = 10, Rows = 128, Pixels = 784;
    private const double StandardErrors = 4.5;

    // What single-precision logits and eight printed decimals can differ by without any sampling error.
    private const double Rounding = 2e-6;

    [TestMethod]
    [DataRow(InferenceMethod.WeightSampling)]
    [DataRow(InferenceMethod.LocalReparameterization)]
    [DataRow(InferenceMethod.Hybrid)]
    public void Predictions_of_the_multilayer_perceptron_agree_with_the_reference(InferenceMethod method) =>
        Compare(TrainedNetworks.Mlp, method, batches: 40);

    [TestMethod]
    public void Predictions_of_LeNet_agree_with_the_reference() =>
        Compare(TrainedNetworks.LeNet5, InferenceMethod.WeightSampling, batches: 20);

    private static void Compare(string name, InferenceMethod method, int batches)
    {
        Posterior posterior = TrainedNetworks.Load(name);
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Assets", $"predictive_{name}.json")));
        var reference = new Reference(golden.RootElement);
        var ours = new BatchMeans(posterior, method, Images(), batches);
        double referenceSamples = golden.RootElement.GetProperty("samples").GetDouble();

        var failures = new List<string>();
        for (int row = 0; row < Rows; row++)
        {
            for (int i = 0; i < Classes; i++)
                Check($"probability of class {i}", reference.Probabilities[row][i], ours.Probability(row, i), Squared(reference.ProbabilityErrors[row][i]) * referenceSamples, ours.SampleVariance(batch => batch.Probability(row, i)));

            // Entropy moves with a probability by −ln p − 1; the constant cancels, since probabilities sum to 1.
            double[] slopes = [.. Enumerable.Range(0, Classes).Select(i => -Math.Log(Math.Max(1e-12, (reference.Probabilities[row][i] * referenceSamples + ours.Probability(row, i) * ours.SampleCount) / (referenceSamples + ours.SampleCount))))];

            // The reference does not give these two errors. Probabilities of one sample exclude each other, which makes the sum of their
            // variances an upper bound.
            double referenceTotal = Enumerable.Range(0, Classes).Sum(i => Squared(slopes[i] * reference.ProbabilityErrors[row][i])) * referenceSamples;
            double referenceAleatoric = Squared(reference.AleatoricErrors[row]) * referenceSamples;

            double Linear(BatchMeans.Batch batch) => Enumerable.Range(0, Classes).Sum(i => slopes[i] * batch.Probability(row, i));
            double probabilitiesEntropy = PlainNetwork.Entropy(Enumerable.Range(0, Classes).Select(i => ours.Probability(row, i)));
            double aleatoric = ours.Aleatoric(row);
            Check("total", reference.Total[row], probabilitiesEntropy, referenceTotal, ours.SampleVariance(Linear));
            Check("aleatoric", reference.Aleatoric[row], aleatoric, referenceAleatoric, ours.SampleVariance(batch => batch.Aleatoric(row)));
            Check("epistemic", reference.Epistemic[row], probabilitiesEntropy - aleatoric, referenceTotal + referenceAleatoric, ours.SampleVariance(batch => Linear(batch) - batch.Aleatoric(row)));

            void Check(string figure, double expected, double actual, double referenceVariance, double ourVariance)
            {
                // One event in thousands of samples has a standard error of 0 wherever it was not seen; the pooled variance knows of it.
                double pooled = (referenceVariance * referenceSamples + ourVariance * ours.SampleCount) / (referenceSamples + ours.SampleCount);
                double error = Math.Sqrt(pooled * (1 / referenceSamples + 1.0 / ours.SampleCount));
                if (Math.Abs(expected - actual) > StandardErrors * error + Rounding)
                    failures.Add($"row {row}, {figure}: {actual} for {expected}, which is {Math.Abs(expected - actual) / error:F1} standard errors");
            }
        }

        Assert.IsEmpty(failures, string.Join(Environment.NewLine, failures));
    }

    private static float[] Images() => [.. TrainedNetworks.Inputs("mnist", Rows / 2), .. TrainedNetworks.Inputs("fashion-mnist", Rows / 2)];

    private static double Squared(double value) => value * value;

    private sealed class Reference(JsonElement root)
    {
        public double[][] Probabilities { get; } = Matrix(root, "probabilities");

        public double[][] ProbabilityErrors { get; } = Matrix(root, "probability_standard_error");

        public double[] Total { get; } = Vector(root.GetProperty("total"));

        public double[] Aleatoric { get; } = Vector(root.GetProperty("aleatoric"));

        public double[] AleatoricErrors { get; } = Vector(root.GetProperty("aleatoric_standard_error"));

        public double[] Epistemic { get; } = Vector(root.GetProperty("epistemic"));

        private static double[] Vector(JsonElement element) => [.. element.EnumerateArray().Select(value => value.GetDouble())];

        private static double[][] Matrix(JsonElement root, string name) => [.. root.GetProperty(name).EnumerateArray().Select(Vector)];
    }

    /// <summary>Independent predictions of 100 samples each: their mean is one of many samples, their spread tells its error.</summary>
    private sealed class BatchMeans
    {
        private const int BatchSamples = 100;
        private readonly Batch[] batches;

        public BatchMeans(Posterior posterior, InferenceMethod method, float[] images, int count)
        {
            batches = new Batch[count];
            for (int i = 0; i < count; i++)
            {
                PredictiveEngine engine = PredictiveEngine.Create(posterior, new InferenceOptions { Method = method, SampleCount = BatchSamples, Seed = (ulong)i + 1, SampleCacheBytes = 0 });
                var batch = new Batch(new float[Rows * Classes], new PredictiveUncertainty[Rows]);
                Assert.HasCount(Rows * Pixels, images);
                engine.Predict(images, batch.Probabilities, batch.Uncertainties);
                batches[i] = batch;
            }
        }

        public double SampleCount => batches.Length * BatchSamples;

        public double Probability(int row, int index) => batches.Average(batch => batch.Probability(row, index));

        public double Aleatoric(int row) => batches.Average(batch => batch.Aleatoric(row));

        /// <summary>The variance of a figure over single samples, from its variance over batches.</summary>
        public double SampleVariance(Func<Batch, double> figure)
        {
            double[] values = [.. batches.Select(figure)];
            double mean = values.Average();
            return values.Sum(value => Squared(value - mean)) / (values.Length - 1) * BatchSamples;
        }

        public sealed record Batch(float[] Probabilities, PredictiveUncertainty[] Uncertainties)
        {
            public double Probability(int row, int index) => Probabilities[row * Classes + index];

            public double Aleatoric(int row) => Uncertainties[row].Aleatoric;
        }
    }
}
