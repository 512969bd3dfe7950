using Microsoft.ML;
using Microsoft.ML.Bayesian;
using Microsoft.ML.Bayesian.Quantization;
using Microsoft.ML.Data;

// Not the namespace of the other tests, so that the page's own usings are at work.
namespace BayesianML.Tour;

/// <summary>The code of docs/tour.md, as it stands there.</summary>
[TestClass]
public sealed class TourDocumentationTests
{
    [TestMethod]
    public void The_code_of_the_page_is_the_code_of_this_file() =>
        Microsoft.ML.Bayesian.Tests.GuideCode.StandsIn("TourDocumentationTests.cs", "tour.md", blocks: 8);

    [TestMethod]
    public void The_tour_leads_where_the_page_says()
    {
        string before = Environment.CurrentDirectory;
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        Environment.CurrentDirectory = folder.FullName;
        try
        {
            Walk();
        }
        finally
        {
            Environment.CurrentDirectory = before;
            folder.Delete(recursive: true);
        }
    }

    private static void Walk()
    {
        var mlContext = new MLContext(seed: 1);

        var random = new Random(1);
        float Around(double centre) => (float)(centre + random.NextDouble() + random.NextDouble() - 1);
        Part Draw(string kind, double length) => new() { Features = [Around(length), Around(0)], Label = kind };

        Part[] parts = [.. Enumerable.Range(0, 1000).SelectMany(_ => new[] { Draw("short", -0.7), Draw("long", 0.7) })];
        IDataView training = mlContext.Data.LoadFromEnumerable(parts.Take(1500));
        IDataView test = mlContext.Data.LoadFromEnumerable(parts.Skip(1500));

        var pipeline = mlContext.Transforms.Conversion.MapValueToKey("Label")
            .Append(mlContext.Bayesian.SviClassifier(hiddenUnits: [50, 50], epochs: 60, batchSize: 50))
            .Append(mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        var model = pipeline.Fit(training);

        using var engine = mlContext.Model.CreatePredictionEngine<Part, Answer>(model);

        void Ask(string name, float length, float weight)
        {
            Answer answer = engine.Predict(new Part { Features = [length, weight] });
            Console.WriteLine($"{name,-8} {answer.PredictedLabel,-5} {answer.Score.Max():P0}, " +
                $"total {answer.TotalUncertainty:F2} = aleatoric {answer.AleatoricUncertainty:F2} + epistemic {answer.EpistemicUncertainty:F2}");
        }

        Ask("clear", 1, 0);
        Ask("between", 0, 0);
        Ask("foreign", 0, 12);
        Ask("far", 12, 0);

        Answer clear = engine.Predict(new Part { Features = [1, 0] }), between = engine.Predict(new Part { Features = [0, 0] });
        Answer foreign = engine.Predict(new Part { Features = [0, 12] }), far = engine.Predict(new Part { Features = [12, 0] });
        Assert.IsLessThan(0.05f, clear.TotalUncertainty);
        Assert.IsGreaterThan(0.5f, between.AleatoricUncertainty);
        Assert.IsLessThan(0.05f, between.EpistemicUncertainty);
        Assert.IsGreaterThan(0.2f, foreign.EpistemicUncertainty);
        Assert.IsLessThan(0.05f, far.TotalUncertainty, "The page says that the network is wrongly sure of this one.");

        mlContext.Model.Save(model, training.Schema, "parts.zip");
        ITransformer loaded = mlContext.Model.Load("parts.zip", out DataViewSchema schema);

        using var again = mlContext.Model.CreatePredictionEngine<Part, Answer>(loaded);
        Assert.AreEqual(foreign.EpistemicUncertainty, again.Predict(new Part { Features = [0, 12] }).EpistemicUncertainty);
        Assert.IsNotNull(schema.GetColumnOrNull("Features"));

        var small = mlContext.Bayesian.Quantize(model, QuantizationScheme.Joint, calibrationData: training);
        mlContext.Model.Save(small, training.Schema, "small.zip");
        Console.WriteLine(mlContext.Bayesian.CompareQuantized(model, small, test));

        Assert.IsLessThan(new FileInfo("parts.zip").Length / 3, new FileInfo("small.zip").Length);

        BayesianClassificationMetrics metrics = mlContext.Bayesian.Evaluate(small.Transform(test));
        Console.WriteLine($"accuracy {metrics.Accuracy:P1}, NLL {metrics.NegativeLogLikelihood:F3} nats, ECE {metrics.ExpectedCalibrationError:P1}");
        metrics.SaveReport("report.html");

        Assert.IsGreaterThan(0.9, metrics.Accuracy);
        Assert.IsTrue(File.Exists("report.html"));
    }
}

internal sealed class Part
{
    [VectorType(2)]
    public float[] Features { get; set; } = [];

    public string Label { get; set; } = "";
}

internal sealed class Answer
{
    public string PredictedLabel { get; set; } = "";

    public float[] Score { get; set; } = [];

    public float TotalUncertainty { get; set; }

    public float EpistemicUncertainty { get; set; }

    public float AleatoricUncertainty { get; set; }
}
