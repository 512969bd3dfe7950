using System.Reflection;
using Microsoft.ML.SearchSpace;
using Options = Microsoft.ML.Bayesian.SviClassificationTrainer.Options;

namespace Microsoft.ML.Bayesian.Tests;

[TestClass]
public sealed class OptionsTests
{
    [TestMethod]
    public void Every_bad_option_is_named_in_one_error_with_what_was_found()
    {
        var mlContext = new MLContext(seed: 1);
        var options = new Options
        {
            Network = Network.Mlp(3),
            HiddenUnits = [0],
            Epochs = 0,
            BatchSize = -3,
            LearningRate = double.NaN,
            PriorStandardDeviation = 0,
            InitialStandardDeviation = -1,
            KlWeight = -0.5,
            KlWarmUpEpochs = -2,
            DrawsPerStep = 0,
            AveragedEpochs = -1,
            ValidationFraction = 1,
            ValidationSet = mlContext.Data.LoadFromEnumerable(ToyData.Blobs(3)),
            EarlyStoppingPatience = 0,
            Threads = 0,
            GradientEstimator = (GradientEstimator)9,
            LearningRateSchedule = (LearningRateSchedule)8,
            DeterministicEpochs = -4,
            ShufflePoolRows = 0,
            CheckpointPath = " ",
            CheckpointEveryEpochs = 0,
        };
        var error = Assert.ThrowsExactly<ArgumentException>(() => mlContext.Bayesian.SviClassifier(options));
        string[] expected =
        [
            "Network and HiddenUnits", "HiddenUnits is [0]", "Epochs is 0", "BatchSize is -3", "LearningRate is NaN", "PriorStandardDeviation is 0", "InitialStandardDeviation is -1",
            "KlWeight is -0.5", "KlWarmUpEpochs is -2", "DrawsPerStep is 0", "AveragedEpochs is -1", "ValidationFraction is 1", "ValidationSet is given", "EarlyStoppingPatience is 0",
            "Threads is 0", "GradientEstimator is 9", "LearningRateSchedule is 8", "DeterministicEpochs is -4", "ShufflePoolRows is 0; it must", "ShufflePoolRows is 0 and ValidationFraction is 1", "CheckpointPath is ' '", "CheckpointEveryEpochs is 0",
        ];
        foreach (string part in expected)
            Assert.Contains(part, error.Message);
    }

    [TestMethod]
    [DataRow(5, 5, 0)]
    [DataRow(5, 6, 0)]
    [DataRow(5, 3, 3)]
    public void A_deterministic_phase_leaves_an_epoch_and_those_that_are_averaged(int epochs, int deterministic, int averaged)
    {
        var options = new Options { Epochs = epochs, DeterministicEpochs = deterministic, AveragedEpochs = averaged };
        Assert.Contains($"DeterministicEpochs is {deterministic} of {epochs}", Assert.ThrowsExactly<ArgumentException>(() => OptionsValidation.Validated(options)).Message);
        OptionsValidation.Validated(options with { Epochs = deterministic + Math.Max(1, averaged) });
    }

    [TestMethod]
    public void The_defaults_are_valid_and_lie_in_their_search_ranges()
    {
        Options defaults = OptionsValidation.Validated(new Options());
        int ranges = 0;
        foreach (PropertyInfo property in typeof(Options).GetProperties())
        {
            if (property.GetCustomAttribute<RangeAttribute>() is { } range)
            {
                double value = Convert.ToDouble(property.GetValue(defaults), null);
                Assert.IsTrue(Convert.ToDouble(range.Min, null) <= value && value <= Convert.ToDouble(range.Max, null), property.Name);
                ranges++;
            }
        }

        Assert.AreEqual(6, ranges);
    }

    [TestMethod]
    public void Column_names_of_the_options_are_those_of_the_trainer()
    {
        SviClassificationTrainer trainer = new MLContext(seed: 1).Bayesian.SviClassifier(new Options
        {
            LabelColumnName = "a",
            FeatureColumnName = "b",
            ExampleWeightColumnName = "c",
            PredictedLabelColumnName = "d",
            ScoreColumnName = "e",
            TotalUncertaintyColumnName = "f",
            EpistemicUncertaintyColumnName = "g",
            AleatoricUncertaintyColumnName = "h",
        });
        Assert.AreEqual(new BayesianTrainerColumns
        {
            Label = "a",
            Features = "b",
            ExampleWeight = "c",
            PredictedLabel = "d",
            Score = "e",
            TotalUncertainty = "f",
            EpistemicUncertainty = "g",
            AleatoricUncertainty = "h",
        }, trainer.Columns);
    }
}
