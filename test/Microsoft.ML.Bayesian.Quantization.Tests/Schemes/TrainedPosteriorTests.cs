using Microsoft.ML.Bayesian.Tests;

namespace Microsoft.ML.Bayesian.Quantization.Tests.Schemes;

/// <summary>
/// A network that another program trained: what is made up has none of its dead units, widths over eleven octaves and inputs that matter. Accuracy on
/// 4,000 digits has a standard error of 0.3 points between draws of digits, but here the digits, and the seeds, are fixed: there is no false alarm.
/// </summary>
[TestClass]
public sealed class TrainedPosteriorTests
{
    private const int Digits = 4000;

    [TestMethod]
    [DataRow(QuantizationScheme.Variational, 5, 3, 0.003)]
    [DataRow(QuantizationScheme.Joint, 5, 3, 0.003)]
    [DataRow(QuantizationScheme.Joint, 4, 4, 0.012)]
    public void One_byte_per_weight_keeps_the_accuracy(QuantizationScheme scheme, int meanBits, int deviationBits, double mostLost)
    {
        (Posterior posterior, float[] calibration, float[] rows, byte[] labels) = Load();
        var options = new QuantizationOptions { Scheme = scheme, MeanBits = meanBits, StandardDeviationBits = deviationBits };

        Posterior small = PosteriorQuantizer.Quantize(posterior, calibration, options);

        (double accuracy, double epistemic) = Score(posterior, rows, labels);
        (double smallAccuracy, double smallEpistemic) = Score(small, rows, labels);
        Assert.IsGreaterThanOrEqualTo(accuracy - mostLost, smallAccuracy);
        if (meanBits == 5)
            Assert.AreEqual(1, smallEpistemic / epistemic, 0.2);
    }

    private static (Posterior, float[] Calibration, float[] Rows, byte[] Labels) Load()
    {
        byte[] labels = IdxFile.ReadLabels(TestData.Require("mnist/t10k-labels-idx1-ubyte.gz"), Digits);
        return (TrainedNetworks.Load(TrainedNetworks.Mlp), TrainedNetworks.Inputs("mnist", 1000, "train"), TrainedNetworks.Inputs("mnist", Digits), labels);
    }

    private static (double Accuracy, double Epistemic) Score(Posterior posterior, float[] rows, byte[] labels)
    {
        BayesianPrediction[] predictions = new BayesianModel(posterior, new InferenceOptions { SampleCount = 30, SampleCacheBytes = 0 }).Predict(rows);
        return (predictions.Zip(labels).Count(pair => pair.First.PredictedClass == pair.Second) / (double)labels.Length, predictions.Average(prediction => prediction.Uncertainty.Epistemic));
    }
}
