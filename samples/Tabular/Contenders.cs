using Microsoft.ML;
using Microsoft.ML.Bayesian;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;

namespace BayesianML.Samples;

/// <summary>The trainers that are compared: ours and three of ML.NET's own, each with five settings. All run on one thread.</summary>
internal static class Contenders
{
    private const int Steps = 1000;

    /// <summary>The name of ours.</summary>
    public const string Bayesian = "SviClassifier";

    public static IReadOnlyList<Contender> All { get; } =
    [
        new(Bayesian,
        [
            Svi([], prior: 10, klWeight: 1, rate: 0.1), Svi([], prior: 1, klWeight: 1), Svi([20], prior: 1, klWeight: 1), Svi([20], prior: 1, klWeight: 0.1), Svi([20, 20], prior: 1, klWeight: 0.3),
        ]),
        new("LbfgsMaximumEntropy",
        [
            // The first is what ML.NET does where nothing is said.
            MaximumEntropy(l1: 1, l2: 1), MaximumEntropy(l1: 0, l2: 3), MaximumEntropy(l1: 0, l2: 1), MaximumEntropy(l1: 0, l2: 0.3f), MaximumEntropy(l1: 0, l2: 0.01f),
        ]),
        new("LightGbm",
        [
            LightGbm(leaves: null, least: null, rate: null, trees: 100), LightGbm(leaves: 4, least: 5, rate: 0.1, trees: 50),
            LightGbm(leaves: 8, least: 10, rate: 0.05, trees: 100), LightGbm(leaves: 16, least: 20, rate: 0.05, trees: 200), LightGbm(leaves: 31, least: 20, rate: 0.05, trees: 200),
        ]),
        new("FastTree",
        [
            FastTree(leaves: 20, least: 10, rate: 0.2, trees: 100), FastTree(leaves: 4, least: 5, rate: 0.1, trees: 50),
            FastTree(leaves: 8, least: 10, rate: 0.05, trees: 100), FastTree(leaves: 16, least: 20, rate: 0.05, trees: 200), FastTree(leaves: 31, least: 20, rate: 0.05, trees: 200),
        ]),
    ];

    private static Setting Svi(int[] hidden, double prior, double klWeight, double rate = 0.02) => new($"hidden [{string.Join(", ", hidden)}], prior {prior}, KL weight {klWeight}", (mlContext, _, rows) =>
    {
        // The same number of steps whatever the table's size.
        int batch = rows < 2000 ? 32 : 128, epochs = Math.Max(10, Steps * batch / rows);
        return mlContext.Bayesian.SviClassifier(new SviClassificationTrainer.Options
        {
            HiddenUnits = hidden,
            PriorStandardDeviation = prior,
            KlWeight = klWeight,
            BatchSize = batch,
            Epochs = epochs,
            KlWarmUpEpochs = epochs / 10,
            LearningRate = rate,
            Inference = new() { SampleCount = 400 },
        });
    });

    private static Setting MaximumEntropy(float l1, float l2) => new($"L1 {l1}, L2 {l2}", (mlContext, _, _) =>
        mlContext.MulticlassClassification.Trainers.LbfgsMaximumEntropy(new LbfgsMaximumEntropyMulticlassTrainer.Options
        {
            L1Regularization = l1,
            L2Regularization = l2,
            NumberOfThreads = 1,
        }));

    private static Setting LightGbm(int? leaves, int? least, double? rate, int trees) => new(Trees(leaves, least, rate, trees), (mlContext, _, _) =>
        mlContext.MulticlassClassification.Trainers.LightGbm(new LightGbmMulticlassTrainer.Options
        {
            NumberOfLeaves = leaves,
            MinimumExampleCountPerLeaf = least,
            LearningRate = rate,
            NumberOfIterations = trees,
            UseSoftmax = true,
            NumberOfThreads = 1,
        }));

    // FastTree knows two classes; for more, there is one model for each class against the rest.
    private static Setting FastTree(int leaves, int least, double rate, int trees) => new(Trees(leaves, least, rate, trees), (mlContext, table, _) =>
    {
        FastTreeBinaryTrainer trainer = mlContext.BinaryClassification.Trainers.FastTree(new FastTreeBinaryTrainer.Options
        {
            LabelColumnName = table.ClassCount == 2 ? nameof(TableRow.IsSecondClass) : nameof(TableRow.Label),
            NumberOfLeaves = leaves,
            MinimumExampleCountPerLeaf = least,
            LearningRate = rate,
            NumberOfTrees = trees,
            NumberOfThreads = 1,
        });
        return table.ClassCount == 2 ? trainer : mlContext.MulticlassClassification.Trainers.OneVersusAll(trainer);
    });

    private static string Trees(int? leaves, int? least, double? rate, int trees) =>
        leaves is null ? $"{trees} trees by ML.NET's rule" : $"{trees} trees, {leaves} leaves of at least {least}, rate {rate}";
}
