namespace Microsoft.ML.Bayesian.Tests;

/// <summary>The code of docs/training.md, as it stands there.</summary>
[TestClass]
public sealed class TrainingDocumentationTests
{
    [TestMethod]
    public void The_code_of_the_page_is_the_code_of_this_file() => GuideCode.StandsIn("TrainingDocumentationTests.cs", "training.md", blocks: 6);

    [TestMethod]
    public void The_first_example_fits_a_pipeline()
    {
        var mlContext = new MLContext(seed: 1);
        IDataView trainingData = mlContext.Data.LoadFromEnumerable(ToyData.Blobs(60));
#pragma warning disable CA1859 // The example shows the interface.
        var options = new SviClassificationTrainer.Options
        {
            HiddenUnits = [64, 64],
            Epochs = 40,
            ValidationFraction = 0.1,
        };
        var pipeline = mlContext.Transforms.Conversion.MapValueToKey("Label")
            .Append(mlContext.Bayesian.SviClassifier(options));
        ITransformer model = pipeline.Fit(trainingData);
#pragma warning restore CA1859
        Assert.IsNotNull(model.GetOutputSchema(trainingData.Schema).GetColumnOrNull("EpistemicUncertainty"));
    }

    [TestMethod]
    public void The_example_of_checkpoints_is_valid()
    {
        var options = new SviClassificationTrainer.Options
        {
            Epochs = 200,
            CheckpointPath = "digits.checkpoint",
        };
        Assert.AreSame(options, OptionsValidation.Validated(options));
    }

    [TestMethod]
    public void The_example_of_a_pool_trains()
    {
        var mlContext = new MLContext(seed: 1);
        IDataView validationData = mlContext.Data.LoadFromEnumerable(ToyData.Blobs(30));
        var options = new SviClassificationTrainer.Options
        {
            ShufflePoolRows = 50_000,
            ValidationSet = validationData,
            CheckpointPath = "large.checkpoint",
        };
        InterruptedTraining.WithPath(path => mlContext.Bayesian.SviClassifier(options with { Epochs = 1, CheckpointPath = path }).Fit(validationData));
    }

    [TestMethod]
    public void The_examples_of_going_on_train()
    {
        var mlContext = new MLContext(seed: 1);
        IDataView allData = mlContext.Data.LoadFromEnumerable(ToyData.Blobs(60)), newData = allData;
        BayesianModel fitted = mlContext.Bayesian.SviClassifier(epochs: 1).Fit(allData).Model;
        SviClassificationTrainer further = mlContext.Bayesian.SviClassifier(new SviClassificationTrainer.Options { Epochs = 10 });
        BayesianModel refined = further.Fit(allData, validationData: null, initialModel: fitted).Model;
        SviClassificationTrainer next = mlContext.Bayesian.SviClassifier(new SviClassificationTrainer.Options { PriorFromInitialModel = true });
        BayesianModel both = next.Fit(newData, validationData: null, initialModel: fitted).Model;
        CollectionAssert.AreNotEqual(SviHarness.Flat(refined.Posterior), SviHarness.Flat(both.Posterior));
    }

    [TestMethod]
    public void The_example_of_a_deterministic_beginning_is_valid()
    {
        var options = new SviClassificationTrainer.Options
        {
            Epochs = 40,
            DeterministicEpochs = 10,
            KlWarmUpEpochs = 5,
        };
        Assert.AreSame(options, OptionsValidation.Validated(options));
    }
}
