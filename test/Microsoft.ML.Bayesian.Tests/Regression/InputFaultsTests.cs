using Microsoft.ML.Data;

namespace Microsoft.ML.Bayesian.Tests.Regression;

/// <summary>Faults that users ran into with the columns that they gave, each named after what went wrong. A refusal comes before anything is trained, and names the column.</summary>
[TestClass]
public sealed class InputFaultsTests
{
    private readonly MLContext mlContext = new(seed: 1);

    [TestMethod]
    public void Feature_vectors_of_variable_length_failed_in_the_middle_of_training() =>
        Refused(Trainer(), mlContext.Data.LoadFromEnumerable(Enumerable.Range(1, 9).Select(i => new VariableRow { Label = i % 2, Features = new float[i] })), "Features");

    [TestMethod]
    public void A_single_number_was_taken_for_a_vector_of_features() =>
        Refused(Trainer(), mlContext.Transforms.CopyColumns("Features", "Weight").Fit(Rows()).Transform(Rows()), "Features");

    [TestMethod]
    public void A_vector_of_labels_was_taken_for_one_label() =>
        Refused(Trainer(), mlContext.Transforms.CopyColumns("Label", "Features").Fit(Rows()).Transform(Rows()), "Label");

    [TestMethod]
    public void Weights_that_are_text_or_absent_were_ignored()
    {
        SviClassificationTrainer trainer = mlContext.Bayesian.SviClassifier(exampleWeightColumnName: "Weight", hiddenUnits: [4], epochs: 1);

        Refused(trainer, mlContext.Transforms.Conversion.ConvertType("Weight", outputKind: DataKind.String).Fit(Rows()).Transform(Rows()), "Weight");
        Refused(trainer, mlContext.Transforms.DropColumns("Weight").Fit(Rows()).Transform(Rows()), "Weight");
    }

    [TestMethod]
    public void A_validation_set_that_had_not_been_through_the_transforms_failed_without_saying_so()
    {
        IDataView training = ToyData.Keyed(mlContext);
        (string Column, IDataView Data)[] unfit =
        [
            ("Features", mlContext.Transforms.DropColumns("Features").Fit(training).Transform(training)),
            ("Label", mlContext.Transforms.Conversion.ConvertType("Label", "Weight", DataKind.String).Fit(training).Transform(training)),
        ];
        foreach ((string column, IDataView data) in unfit)
        {
            var trainer = mlContext.Bayesian.SviClassifier(new SviClassificationTrainer.Options { HiddenUnits = [4], Epochs = 1, ValidationSet = data });
            Exception error = Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(training));
            Assert.Contains($"'{column}'", error.Message);
            Assert.Contains("ValidationSet", error.Message);
        }
    }

    [TestMethod]
    public void Keys_of_the_validation_set_in_another_order_were_taken_for_those_of_the_training_set()
    {
        // Keys in the order of occurrence: the validation set meets the classes the other way round.
        ToyData.Row[] rows = ToyData.Blobs(90);
        var best = new List<double>();
        foreach (IEnumerable<ToyData.Row> order in new[] { rows, rows.Reverse() })
        {
            mlContext.Bayesian.SviClassifier(new SviClassificationTrainer.Options
            {
                HiddenUnits = [8],
                Epochs = 20,
                BatchSize = 16,
                LearningRate = 1e-2,
                EarlyStoppingPatience = 20,
                ValidationSet = ByOccurrence(order),
                Progress = new Reports(state => best.Add(state.ValidationAccuracy!.Value)),
            }).Fit(ByOccurrence(rows));
            Assert.IsGreaterThan(0.97, best[^1]);
        }

        CollectionAssert.AreEqual(best[..20], best[20..]);

        IDataView ByOccurrence(IEnumerable<ToyData.Row> some)
        {
            IDataView view = mlContext.Data.LoadFromEnumerable(some);
            return mlContext.Transforms.Conversion.MapValueToKey("Label").Fit(view).Transform(view);
        }
    }

    private SviClassificationTrainer Trainer() => mlContext.Bayesian.SviClassifier(hiddenUnits: [4], epochs: 1);

    private IDataView Rows() => mlContext.Data.LoadFromEnumerable(ToyData.Blobs(30));

    private static void Refused(SviClassificationTrainer trainer, IDataView data, string column)
    {
        Assert.Contains(column, Assert.Throws<ArgumentOutOfRangeException>(() => trainer.GetOutputSchema(EstimatorContract.Shape(data.Schema))).Message);
        Assert.Contains(column, Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(data)).Message);
    }

    private sealed class VariableRow
    {
        public float Label { get; set; }

        public float[] Features { get; set; } = [];
    }

    private sealed class Reports(Action<SviProgress> report) : IProgress<SviProgress>
    {
        public void Report(SviProgress value) => report(value);
    }
}
