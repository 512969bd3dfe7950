using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.Bayesian.Tests;

[TestClass]
public sealed class SearchSpaceTests
{
    [TestMethod]
    public void Attributes_of_the_options_give_the_dimensions()
    {
        SearchSpace space = SearchSpace.Of<SviClassificationTrainer.Options>();
        var prior = (RangeDimension)space.Dimensions.Single(dimension => dimension.Name == "PriorStandardDeviation");
        Assert.AreEqual((0.05, 5.0, true, false, 1.0), (prior.Min, prior.Max, prior.LogBase, prior.IsWhole, (double)prior.Default));
        var epochs = (RangeDimension)space.Dimensions.Single(dimension => dimension.Name == "Epochs");
        Assert.AreEqual((5.0, 100.0, true, true, 30), (epochs.Min, epochs.Max, epochs.LogBase, epochs.IsWhole, (int)epochs.Default));
        var batch = (ChoiceDimension)space.Dimensions.Single(dimension => dimension.Name == "BatchSize");
        CollectionAssert.AreEqual(new object[] { 64, 128, 256, 512 }, batch.Values.ToArray());
        Assert.AreEqual(256, batch.Default);
    }

    [TestMethod]
    public void The_defaults_are_those_of_the_options()
    {
        var options = new SviClassificationTrainer.Options();
        SearchSpace space = SearchSpace.Of<SviClassificationTrainer.Options>();
        SviClassificationTrainer.Options applied = space.Default.ApplyTo(options) with { InitialStandardDeviation = options.InitialStandardDeviation };
        Assert.AreEqual(options, applied);
        Assert.AreEqual(options.InitialStandardDeviation, (double)space.Default["InitialStandardDeviation"], 1e-4);
        CollectionAssert.AreEqual(new[] { 100, 100 }, SearchSpace.SviClassifier.Default.ApplyTo(options).HiddenUnits);
        Assert.IsNull(SearchSpace.SviClassifier.Default.Quantization);
    }

    [TestMethod]
    public void A_boolean_choice_is_a_choice_of_two()
    {
        SearchSpace space = SearchSpace.Of<Switch>();
        Assert.AreEqual("IsOn: False | True, default True", space.ToString());
    }

    [TestMethod]
    public void Every_whole_number_and_every_choice_has_the_same_room()
    {
        SearchDimension[] dimensions = [new RangeDimension("Layers", 1, 4), new ChoiceDimension("Kind", ["a", "b", "c", "d"])];
        foreach (SearchDimension dimension in dimensions)
        {
            object[] values = [.. Enumerable.Range(0, 1000).Select(i => dimension.FromUnit(i / 1000.0))];
            Assert.IsTrue(values.GroupBy(value => value).All(group => group.Count() == 250), dimension.Name);
        }
    }

    [TestMethod]
    public void A_value_comes_back_from_the_middle_of_its_room()
    {
        foreach (SearchDimension dimension in SearchSpace.SviClassifier.Dimensions.Concat(SearchSpace.Of<SviClassificationTrainer.Options>().Dimensions))
        {
            foreach (double point in new[] { 0, 0.01, 0.3, 0.5, 0.77, 0.999999 })
            {
                object value = dimension.FromUnit(point), again = dimension.FromUnit(dimension.ToUnit(value));
                if (value is double number)
                    Assert.AreEqual(number, (double)again, 1e-12 * number, dimension.Name);
                else
                    Assert.AreEqual(value, again, dimension.Name);
            }
        }
    }

    [TestMethod]
    public void On_a_logarithmic_axis_ratios_have_the_same_room()
    {
        var dimension = new RangeDimension("Weight", 0.01, 100, logBase: true);
        Assert.AreEqual(0.1, (double)dimension.FromUnit(0.25), 1e-12);
        Assert.AreEqual(1, (double)dimension.FromUnit(0.5), 1e-12);
        Assert.AreEqual(0.01, (double)dimension.FromUnit(0), 1e-15);
        Assert.AreEqual(1.0, (double)dimension.Default, 1e-12);
    }

    [TestMethod]
    public void Parameters_become_options_of_network_trainer_and_quantization()
    {
        var options = new SviClassificationTrainer.Options { Network = Network.LeNet5(), KlWeight = 1 };
        TrialParameter parameter = new SearchSpace([
            new RangeDimension("UnitsPerLayer", 16, 256, init: 24), new RangeDimension("HiddenLayers", 1, 3, init: 3),
            new RangeDimension("KlWeight", 0.1, 1, init: 0.25), new ChoiceDimension("LearningRateSchedule", [LearningRateSchedule.Constant]),
            new ChoiceDimension("QuantizationScheme", ["Joint"]), new RangeDimension("QuantizationBits", 2, 8, init: 3),
        ]).Default;
        SviClassificationTrainer.Options applied = parameter.ApplyTo(options);
        Assert.IsNull(applied.Network);
        CollectionAssert.AreEqual(new[] { 24, 24, 24 }, applied.HiddenUnits);
        Assert.AreEqual((0.25, LearningRateSchedule.Constant, 1.0), (applied.KlWeight, applied.LearningRateSchedule, options.KlWeight));
        Assert.AreEqual(Quantization.QuantizationOptions.Uniform(Quantization.QuantizationScheme.Joint, 3), parameter.Quantization! with { Layers = Quantization.QuantizationOptions.Uniform(Quantization.QuantizationScheme.Joint, 3).Layers });
        Assert.IsNotNull(options.Network, "the given options stay as they are");
    }

    [TestMethod]
    public void Without_a_choice_of_the_network_it_stays()
    {
        var options = new SviClassificationTrainer.Options { Network = Network.LeNet5() };
        Assert.AreSame(options.Network, SearchSpace.SviClassifier.Only("KlWeight").Default.ApplyTo(options).Network);
    }

    [TestMethod]
    public void A_name_that_is_no_option_is_refused_with_it()
    {
        TrialParameter parameter = new SearchSpace([new RangeDimension("KlWieght", 0.1, 1)]).Default;
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => parameter.ApplyTo(new())).Message, "'KlWieght'");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => SearchSpace.SviClassifier.Only("KlWieght")).Message, "'KlWieght'");
    }

    [TestMethod]
    public void Impossible_dimensions_are_refused()
    {
        Assert.ThrowsExactly<ArgumentException>(() => new RangeDimension("X", 1.0, 1.0));
        Assert.ThrowsExactly<ArgumentException>(() => new RangeDimension("X", 0.0, 1.0, logBase: true));
        Assert.ThrowsExactly<ArgumentException>(() => new RangeDimension("X", 0.0, double.NaN));
        Assert.ThrowsExactly<ArgumentException>(() => new RangeDimension("X", 1, 3, init: 4));
        Assert.ThrowsExactly<ArgumentException>(() => new ChoiceDimension("X", []));
        Assert.ThrowsExactly<ArgumentException>(() => new ChoiceDimension("X", [1, "1"]));
        Assert.ThrowsExactly<ArgumentException>(() => new ChoiceDimension("X", [1, 2], 3));
        Assert.ThrowsExactly<ArgumentException>(() => new SearchSpace([]));
        Assert.ThrowsExactly<ArgumentException>(() => new SearchSpace([new RangeDimension("X", 1, 3), new RangeDimension("X", 1, 4)]));
    }

    private sealed class Switch
    {
        [BooleanChoice(true)]
        public bool IsOn { get; init; }
    }
}
