using System.Xml.Linq;
using Microsoft.ML.Bayesian.Core.Tests.Serialization;
using Microsoft.ML.Bayesian.Tests;
using Microsoft.ML.Data;

namespace Microsoft.ML.Bayesian.Core.Tests;

/// <summary>
/// The examples of the documentation, line by line, so that they compile and run. A test compares this file with the documentation.
/// </summary>
[TestClass]
public sealed class Examples
{
    private static readonly BayesianModel SmallModel = SampleModels.Small();

    [TestMethod]
    public void Every_line_of_the_documentations_examples_stands_here()
    {
        HashSet<string> here = [.. File.ReadLines(Path.Combine(Repository.Root, "test", "Microsoft.ML.Bayesian.Core.Tests", "Examples.cs")).Select(line => line.Trim())];
        XDocument documentation = XDocument.Load(Path.Combine(AppContext.BaseDirectory, "Microsoft.ML.Bayesian.Core.xml"));
        string[] missing = [.. from example in documentation.Descendants("example")
                               from line in example.Value.Split('\n')
                               where line.Trim().Length > 0 && !here.Contains(line.Trim())
                               select $"{example.Ancestors("member").First().Attribute("name")!.Value}: {line.Trim()}"];
        Assert.IsEmpty(missing, $"Copy these lines into this class, so that the compiler sees them:\n{string.Join('\n', missing.Distinct())}");
    }

    [TestMethod]
    [DataRow("evaluation.md")]
    [DataRow("decisions.md")]
    [DataRow("onnx.md")]
    public void Every_line_of_a_guides_code_stands_here(string guide)
    {
        HashSet<string> here = [.. File.ReadLines(Path.Combine(Repository.Root, "test", "Microsoft.ML.Bayesian.Core.Tests", "Examples.cs")).Select(line => line.Trim())];
        string[] blocks = [.. File.ReadAllText(Path.Combine(Repository.Root, "docs", guide)).Split("```csharp\n").Skip(1).Select(block => block[..block.IndexOf("```", StringComparison.Ordinal)])];
        Assert.IsNotEmpty(blocks);
        string[] missing = [.. blocks.SelectMany(block => block.Split('\n')).Select(line => line.Trim()).Where(line => line.Length > 0 && !here.Contains(line))];
        Assert.IsEmpty(missing, $"Copy these lines into this class, so that the compiler sees them:\n{string.Join('\n', missing)}");
    }

    [TestMethod]
    public void Layers()
    {
        {
            LayerDefinition hidden = new Dense(100, Activation.BoundedReLU(2));
            Assert.AreEqual(TensorShape.Flat(100), hidden.OutputShape(TensorShape.Flat(3)));
        }

        {
            var hidden = new Dense(100, Activation.ReLU);
            Assert.AreEqual(100, hidden.Units);
        }

        {
            var halved = new AveragePooling2D(2);
            Assert.AreEqual((2, 2), halved.Stride);
        }

        {
            var halved = new MaxPooling2D(2);
            Assert.AreEqual((2, 2), halved.Stride);
        }

        var edges = new Convolution2D(channels: 6, kernel: 5, Activation.ReLU) { Padding = (2, 2) };
        LayerDefinition vector = new Flatten();
        Assert.AreEqual(6, edges.OutputShape(TensorShape.Image(1, 8, 8)).Channels);
        Assert.AreEqual(TensorShape.Flat(64), vector.OutputShape(TensorShape.Image(1, 8, 8)));
    }

    [TestMethod]
    public void Networks()
    {
        NetworkDefinition mlp = Network.Mlp(100, 100);
        NetworkDefinition lenet = Network.LeNet5();
        NetworkDefinition own = Network.Sequential(
            TensorShape.Image(1, 28, 28),
            new Convolution2D(8, 3, Activation.ReLU), new AveragePooling2D(2), new Flatten(), new Dense(32));
        foreach (NetworkDefinition network in new[] { mlp, lenet, own })
            Assert.AreEqual(10, network.Resolve(784, 10).ClassCount);

        TensorShape image = TensorShape.Image(channels: 1, height: 28, width: 28);   // 784 values
        TensorShape vector = TensorShape.Flat(784);
        Assert.AreEqual(image.Length, vector.Length);

        {
            var definition = new NetworkDefinition([new Dense(20), new Dense(20)]) { ClassCount = 3 };
            NetworkArchitecture architecture = definition.Resolve(inputCount: 4, classCount: 3);
            Assert.AreEqual(3, architecture.ClassCount);
        }

        {
            NetworkArchitecture architecture = Network.LeNet5().Resolve(inputCount: 784, classCount: 10);
            foreach (NetworkLayer layer in architecture.Layers)
                Console.WriteLine($"{layer.Name}: {layer.Input} to {layer.Output}, {layer.WeightCount + layer.BiasCount} parameters");
        }
    }

    [TestMethod]
    public void Parameters()
    {
        var prior = new GaussianPrior(standardDeviation: 1);
        var bias = new VariationalTensor("dense1.bias", shape: [2], mean: [0.5f, -0.5f], standardDeviation: [0.1f, 0.2f]);
        var columns = new BayesianTrainerColumns { Label = "Digit", Features = "Pixels" };
        var options = new InferenceOptions { SampleCount = 400, Seed = 7 };
        Assert.AreEqual((1f, 2, "Pixels", 400), (prior.StandardDeviation, bias.Length, columns.Features, options.SampleCount));

        {
            var fast = new InferenceOptions { Method = InferenceMethod.CovariancePropagation };
            Assert.AreEqual(InferenceMethod.CovariancePropagation, fast.Method);
        }
    }

    [TestMethod]
    public void Predictions()
    {
        BayesianModel model = SmallModel;
        Posterior posterior = model.Posterior;
        const int rowCount = 2;
        float[] row = [0, 1], rows = [0, 1, 2, 3];
        int[] labels = [0, 1];

        BayesianPrediction prediction = model.Predict(row)[0];
        string answer = prediction.Uncertainty.Epistemic > 0.5f ? "unlike anything seen before" : $"class {prediction.PredictedClass}";
        Assert.AreNotEqual("", answer);

        {
            PredictiveEngine engine = PredictiveEngine.Create(posterior, new InferenceOptions { SampleCount = 100 });
            var probabilities = new float[rowCount * posterior.Network.ClassCount];
            var uncertainties = new PredictiveUncertainty[rowCount];
            engine.Predict(rows, probabilities, uncertainties);
            Assert.AreEqual(2, probabilities.Sum(), 1e-5f);
        }

        {
            var probabilities = new float[rowCount * posterior.Network.ClassCount];
            var uncertainties = new PredictiveUncertainty[rowCount];
            var options = new InferenceOptions { SampleCount = 1000, Adaptive = new AdaptiveSampling { Confidence = 0.99 } };
            PredictiveEngine engine = PredictiveEngine.Create(posterior, options);
            var sampleCounts = new int[rowCount];
            engine.Predict(rows, probabilities, uncertainties, sampleCounts);
            Console.WriteLine($"{sampleCounts.Average()} samples a row");
            Assert.IsTrue(sampleCounts.All(count => count is >= 32 and <= 1000));
        }

        BayesianPrediction[] predictions = model.Predict(rows);
        Assert.AreEqual(2, BayesianClassificationMetrics.Evaluate(predictions, labels).RowCount);
    }

    [TestMethod]
    public void Evaluations() => InAFolderOfItsOwn(() =>
    {
        var mlContext = new MLContext(seed: 1);
        IDataView data = Clusters.View(mlContext, LabelKind.TextKey);
        IDataView scored = new CentroidTrainer(mlContext).Fit(data).Transform(data), scoredClothes = scored;

        BayesianClassificationMetrics metrics = mlContext.Bayesian.Evaluate(scored, labelColumnName: "Label", outOfDistribution: scoredClothes);
        Console.WriteLine($"{metrics.Accuracy:P1}, {metrics.NegativeLogLikelihood:F3} nats, ECE {metrics.ExpectedCalibrationError:P1}");
        metrics.SaveReport("report.html");

        foreach (ClassMetrics each in metrics.Classes)
            Console.WriteLine($"{each.Name}: {each.Support} rows, F1 {each.F1:F3}, epistemic {each.MeanUncertainty?.Epistemic:F3} nats");

        DetectionMetrics detection = metrics.OutOfDistribution!.Detection.Epistemic;
        Console.WriteLine($"AUROC {detection.AreaUnderRocCurve:F3}, AUPR {detection.AveragePrecision:F3}, FPR95 {detection.FalsePositiveRate95:P1}");
        Assert.AreEqual(0.5, detection.AreaUnderRocCurve, 1e-12);

        UncertaintyDistribution distribution = metrics.Uncertainties.Total;
        double width = distribution.UpperBound / distribution.Histogram.Count;   // of one bin, in nats
        Assert.AreEqual(Math.Log(3) / 50, width, 1e-12);

        RiskCoverageCurve curve = ClassificationMetrics.RiskCoverage([0.1f, 0.3f, 0.9f], [true, true, false]);
        RiskCoveragePoint most = curve.Points.Last(point => point.Risk <= 0.01);   // answers 2 of 3 rows: those up to 0.3 nats
        Assert.AreEqual(0.3f, most.Threshold);

        var means = new ByUncertainty<double>(Total: 0.5, Epistemic: 0.2, Aleatoric: 0.3);
        Assert.AreEqual(means.Total, means.Epistemic + means.Aleatoric, 1e-12);
    });

    [TestMethod]
    public void Measures()
    {
        float[] probabilities = [0.9f, 0.1f, 0.4f, 0.6f];   // two rows of two classes
        double accuracy = ClassificationMetrics.Accuracy(probabilities, [0, 1]);   // 1
        double auroc = ClassificationMetrics.AreaUnderRocCurve(positiveScores: [0.8f, 0.3f], negativeScores: [0.1f, 0.3f]);   // 0.875
        Assert.AreEqual((1, 0.875), (accuracy, auroc));

        int[] labels = [0, 1];
        foreach (ReliabilityBin bin in ClassificationMetrics.ReliabilityTable(probabilities, labels, binCount: 10))
            Console.WriteLine($"{bin.LowerBound:F1} to {bin.UpperBound:F1}: {bin.Count} rows, {bin.MeanConfidence:P0} sure, {bin.Accuracy:P0} right");

        Posterior posterior = SmallModel.Posterior;
        var pixels = new InputNormalization(mean: 0.1307, standardDeviation: 0.3081, divisor: 255);
        var model = new BayesianModel(posterior, inputNormalization: pixels);   // scores pixels from 0 to 255
        Assert.AreEqual(pixels, model.InputNormalization);

        var accumulator = new PredictiveAccumulator(classCount: 2);
        accumulator.Add([0.9f, 0.1f]);
        accumulator.Add([0.2f, 0.8f]);
        PredictiveUncertainty uncertainty = accumulator.Uncertainty();   // epistemic > 0: the samples disagree
        Assert.IsGreaterThan(0, uncertainty.Epistemic);
    }

    [TestMethod]
    public void Decisions() => InAFolderOfItsOwn(() =>
    {
        var mlContext = new MLContext(seed: 1);
        IDataView data = Clusters.View(mlContext, LabelKind.TextKey), calibrationData = Clusters.View(mlContext, LabelKind.TextKey, Clusters.Rows(900, seed: 4));
        BayesianClassificationTransformer model = new CentroidTrainer(mlContext).Fit(data);

        var halves = mlContext.Data.TrainTestSplit(calibrationData, testFraction: 0.6, seed: 1);
        IDataView firstHalf = halves.TrainSet, secondHalf = halves.TestSet;

        var scaling = mlContext.Bayesian.CalibrateTemperature(labelColumnName: "Label").Fit(model.Transform(firstHalf));
        var calibrated = model.Append(scaling);
        Console.WriteLine($"temperature {scaling.Temperature:F2}");

        var rejecting = mlContext.Bayesian.RejectAbove(risk: 0.05, confidence: 0.9).Fit(calibrated.Transform(secondHalf));
        string[] decisions = rejecting.Transform(calibrated.Transform(data)).GetColumn<string>("Decision").ToArray();
        Console.WriteLine($"accepted up to {rejecting.Thresholds.Epistemic:F3} nats epistemic, {rejecting.Thresholds.Aleatoric:F3} nats aleatoric");
        var own = mlContext.Bayesian.RejectAbove(new RejectionThresholds(Epistemic: 0.1f, Aleatoric: 0.4f));
        Assert.AreEqual(0.1f, own.Fit(calibrated.Transform(data)).Thresholds.Epistemic);
        Assert.HasCount(60, decisions);

        var sets = mlContext.Bayesian.PredictionSets(alpha: 0.05).Fit(calibrated.Transform(secondHalf));
        int[] sizes = sets.Transform(calibrated.Transform(data)).GetColumn<int>("PredictionSetSize").ToArray();
        Console.WriteLine($"classes of at least {sets.Threshold.SmallestProbability:P1} belong to the set");

        var deciding = calibrated.Append(rejecting).Append(sets);
        mlContext.Model.Save(deciding, calibrationData.Schema, "deciding.zip");
        var named = mlContext.Transforms.Conversion.MapKeyToValue("PredictionSet").Fit(deciding.Transform(data)).Transform(deciding.Transform(data));
        string[][] candidates = named.GetColumn<string[]>("PredictionSet").ToArray();
        CollectionAssert.AreEqual(sizes, candidates.Select(names => names.Length).ToArray());

        string decision = decisions[0];
        bool answered = decision == Decision.Accept;
        Assert.AreEqual(decision.StartsWith("Accept", StringComparison.Ordinal), answered);
    });

    [TestMethod]
    public void Rules()
    {
        double temperature = TemperatureScaling.Fit([0.99f, 0.01f, 0.99f, 0.01f, 0.99f, 0.01f], [0, 0, 1]);   // right twice, sure thrice
        var calm = new float[2];
        TemperatureScaling.Apply(temperature, [0.99f, 0.01f], calm);   // about 2/3 and 1/3
        Assert.AreEqual(2f / 3, calm[0], 1e-4f);

        {
            var thresholds = new RejectionThresholds(Epistemic: 0.1f, Aleatoric: 0.4f);
            string decision = thresholds.Decide(new PredictiveUncertainty(Total: 0.5f, Epistemic: 0.3f, Aleatoric: 0.2f));   // RejectEpistemic
            Assert.AreEqual("RejectEpistemic", decision);
        }

        ConformalThreshold threshold = ConformalThreshold.Fit(labelProbabilities: [0.9f, 0.6f, 0.8f, 0.7f], alpha: 0.25);   // rank 4 of 4: 0.6
        bool belongs = threshold.Includes(0.65f);   // true
        Assert.IsTrue(belongs);
        Assert.AreEqual(0.6f, threshold.SmallestProbability);
    }

    [TestMethod]
    public void Files() => InAFolderOfItsOwn(() =>
    {
        {
            BayesianModel model = SmallModel;
            model.Save("digits.bnn");
            BayesianModel again = BayesianModel.Load("digits.bnn");
            SampleModels.AssertSame(model, again);
        }

        {
            var mlContext = new MLContext(seed: 1);
            BayesianModel model = BayesianModel.Load("digits.bnn");
            ITransformer transformer = mlContext.Bayesian.ScoringTransformer(model, featureColumnName: "Pixels");
            Assert.IsTrue(transformer.IsRowToRowMapper);
        }

        {
            BayesianCatalog catalog = new MLContext(seed: 1).Bayesian;
            MLContext mlContext = new(seed: 1);
            IDataView data = mlContext.Data.LoadFromEnumerable([new Image { Pixels = [1, 2] }]);
            BayesianModel model = BayesianModel.Load("digits.bnn");
            BayesianClassificationTransformer transformer = mlContext.Bayesian.ScoringTransformer(model, featureColumnName: "Pixels");
            IDataView scored = transformer.Transform(data);
            float[] epistemic = scored.GetColumn<float>("EpistemicUncertainty").ToArray();
            Assert.HasCount(1, epistemic);
            Assert.IsNotNull(catalog);
        }

        var file = new SafetensorsFile();
        file.Add("first", [100, 784]);
        file.Add("second", [100, 100]);
        file.Add("third", [10, 100]);
        File.WriteAllBytes("mlp.safetensors", file.ToBytes());
        Posterior posterior = Posterior.FromSafetensors("mlp.safetensors", Network.Mlp(100, 100));
        Assert.AreEqual(3, posterior.Layers.Count);
    });

    [TestMethod]
    public void Onnx() => InAFolderOfItsOwn(() =>
    {
        var mlContext = new MLContext(seed: 1);
        IDataView data = Clusters.View(mlContext, LabelKind.TextKey);
        BayesianClassificationTransformer classifier = new CentroidTrainer(mlContext).Fit(data);
        ITransformer pipeline = classifier.Append(mlContext.Transforms.Conversion.MapKeyToValue("Name", "PredictedLabel").Fit(classifier.Transform(data)));
        {
            IDataView inputs = mlContext.Data.LoadFromEnumerable<Flower>([]);
            using (FileStream file = File.Create("flowers.onnx"))
            {
                mlContext.Model.ConvertToOnnx(pipeline, inputs, file);
            }

            string[] outputs = ["Score.output", "TotalUncertainty.output", "EpistemicUncertainty.output", "AleatoricUncertainty.output", "Name.output"];
            var onnx = mlContext.Transforms.ApplyOnnxModel(outputs, ["Features"], "flowers.onnx").Fit(data);
            float[][] epistemic = onnx.Transform(data).GetColumn<float[]>("EpistemicUncertainty").ToArray();
            Assert.HasCount(60, epistemic);
        }

        BayesianModel model = classifier.Model;
        mlContext.Bayesian.SaveOnnx(model, "moments.onnx");
        mlContext.Bayesian.SaveOnnx(model, "samples.onnx", OnnxExport.DrawnWeights);
        mlContext.Bayesian.SaveOnnx(model, "digits.onnx", OnnxExport.DrawnWeights);
        mlContext.Bayesian.SaveOnnx(model, "noise.onnx", OnnxExport.NoiseInput);

        BayesianModel exact = model.With(model.Inference with { Method = InferenceMethod.CovariancePropagation, SampleCount = 400 });
        mlContext.Bayesian.SaveOnnx(exact, "covariance.onnx");
    });

    private static void InAFolderOfItsOwn(Action action)
    {
        string before = Environment.CurrentDirectory;
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            Environment.CurrentDirectory = folder;
            action();
        }
        finally
        {
            Environment.CurrentDirectory = before;
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed class Image
    {
        [VectorType(2)]
        public float[] Pixels { get; set; } = [];
    }

    private sealed class Flower
    {
        [VectorType(Clusters.FeatureCount)]
        public float[] Features { get; set; } = [];
    }
}
