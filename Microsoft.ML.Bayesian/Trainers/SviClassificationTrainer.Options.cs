using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.Bayesian;

public sealed partial class SviClassificationTrainer
{
    /// <summary>Everything that can be chosen about a training. Never changed by the trainer.</summary>
    /// <example>
    /// <code>
    /// var options = new SviClassificationTrainer.Options
    /// {
    ///     Network = Network.LeNet5(),
    ///     Epochs = 20,
    ///     KlWeight = 0.3,
    ///     ValidationFraction = 0.1,
    /// };
    /// </code>
    /// </example>
    public sealed record Options
    {
        /// <summary>The label column: key, Single (integers from 0) or Boolean; "Label" unless given.</summary>
        public string LabelColumnName { get; init; } = "Label";

        /// <summary>The feature column: a vector of Single of known size; "Features" unless given.</summary>
        public string FeatureColumnName { get; init; } = "Features";

        /// <summary>The column of row weights (Single, at least 0), or null where every row counts once.</summary>
        public string? ExampleWeightColumnName { get; init; }

        /// <summary>The output column of the most probable class, a key; "PredictedLabel" unless given.</summary>
        public string PredictedLabelColumnName { get; init; } = "PredictedLabel";

        /// <summary>The output column of posterior-mean class probabilities; "Score" unless given.</summary>
        public string ScoreColumnName { get; init; } = "Score";

        /// <summary>The output column of the total uncertainty in nats; "TotalUncertainty" unless given.</summary>
        public string TotalUncertaintyColumnName { get; init; } = "TotalUncertainty";

        /// <summary>The output column of the epistemic uncertainty in nats; "EpistemicUncertainty" unless given.</summary>
        public string EpistemicUncertaintyColumnName { get; init; } = "EpistemicUncertainty";

        /// <summary>The output column of the aleatoric uncertainty in nats; "AleatoricUncertainty" unless given.</summary>
        public string AleatoricUncertaintyColumnName { get; init; } = "AleatoricUncertainty";

        /// <summary>The network, or null for a multilayer perceptron of <see cref="HiddenUnits"/>.</summary>
        public NetworkDefinition? Network { get; init; }

        /// <summary>The units of each hidden ReLU layer where no <see cref="Network"/> is given, or null for 100 and 100. An empty array gives a linear model.</summary>
        public int[]? HiddenUnits { get; init; }

        /// <summary>How often every training row is used, at least 1; 30 unless given.</summary>
        [Range(5, 100, init: 30, logBase: true)]
        public int Epochs { get; init; } = 30;

        /// <summary>The rows of a mini-batch, at least 1; 256 unless given. The last of an epoch may be smaller.</summary>
        [Choice(new object[] { 64, 128, 256, 512 }, 256)]
        public int BatchSize { get; init; } = 256;

        /// <summary>The greatest learning rate of the Adam optimizer, greater than 0; 0.002 unless given.</summary>
        [Range(1e-4, 1e-2, init: 2e-3, logBase: true)]
        public double LearningRate { get; init; } = 2e-3;

        /// <summary>How the learning rate moves over the training; down half a cosine wave unless given.</summary>
        [Choice(new object[] { LearningRateSchedule.Cosine, LearningRateSchedule.Constant }, LearningRateSchedule.Cosine)]
        public LearningRateSchedule LearningRateSchedule { get; init; } = LearningRateSchedule.Cosine;

        /// <summary>The standard deviation (not variance) s of the prior N(0, s²) of every weight and bias, greater than 0; 1 unless given.</summary>
        [Range(0.05, 5, init: 1, logBase: true)]
        public double PriorStandardDeviation { get; init; } = 1;

        /// <summary>The standard deviation that every weight and bias starts with, greater than 0; e^−4.5 ≈ 0.0111 unless given.</summary>
        [Range(1e-3, 0.1, init: 0.0111, logBase: true)]
        public double InitialStandardDeviation { get; init; } = Math.Exp(-4.5);

        /// <summary>
        /// β, the factor of the divergence from the prior in the loss, at least 0; 1 unless given. 1 makes the loss the evidence lower
        /// bound; less tempers it ("cold posterior"), which often raises accuracy and lowers every uncertainty.
        /// </summary>
        [Range(0.05, 1, init: 1, logBase: true)]
        public double KlWeight { get; init; } = 1;

        /// <summary>
        /// The epochs over which the KL weight rises from 0, at least 0; 5 unless given. Not with <see cref="PriorFromInitialModel"/>, where the divergence itself
        /// begins at 0.
        /// </summary>
        [Range(0, 10, init: 5)]
        public int KlWarmUpEpochs { get; init; } = 5;

        /// <summary>
        /// The epochs at the beginning that train the means alone, without noise and divergence, as an ordinary network is trained; at least 0 and fewer than
        /// <see cref="Epochs"/>, 0 unless given. Then the standard deviations set in, and the KL weight begins to rise.
        /// </summary>
        public int DeterministicEpochs { get; init; }

        /// <summary>
        /// Whether the posterior of the model that training starts from is the prior too, in place of N(0, s²); false unless given. What was learnt then counts as much as
        /// the rows that it was learnt from: train with new rows alone. <c>Fit</c> needs an initial model, and <see cref="PriorStandardDeviation"/> means nothing.
        /// </summary>
        public bool PriorFromInitialModel { get; init; }

        /// <summary>How the gradient is estimated; local reparameterization unless given.</summary>
        public GradientEstimator GradientEstimator { get; init; } = GradientEstimator.LocalReparameterization;

        /// <summary>The noisy passes that each step averages, at least 1; 1 unless given. Time grows in proportion.</summary>
        public int DrawsPerStep { get; init; } = 1;

        /// <summary>
        /// The last epochs whose parameters are averaged, step by step, into the result; 0, for no averaging, unless given.
        /// </summary>
        public int AveragedEpochs { get; init; }

        /// <summary>Rows to validate on after each epoch, with the columns of the training data, or null. The best epoch is returned.</summary>
        public IDataView? ValidationSet { get; init; }

        /// <summary>The random share of the training rows to put aside for validation, at least 0 and less than 1; 0 unless given. The best epoch is returned.</summary>
        public double ValidationFraction { get; init; }

        /// <summary>The epochs without a better validation after which training ends, at least 1; 10 unless given. Without validation rows it means nothing.</summary>
        public int EarlyStoppingPatience { get; init; } = 10;

        /// <summary>
        /// The rows of a pool in memory, at least 1, or null to keep all training rows in memory. With a pool, they are read anew in each epoch, and mini-batches are
        /// drawn from the pool: rows that are far apart in the data seldom meet, so the data should be in no order. Validation rows are kept in memory.
        /// </summary>
        public int? ShufflePoolRows { get; init; }

        /// <summary>
        /// A file that training goes on from when it was ended before, or null. A process that is killed loses at most the epochs since the last checkpoint, and the
        /// result is the same bit for bit. The file stays when training is complete: fitted again, the trainer returns the same model at once. The file of
        /// another training (of other options, rows or seed, or by another version of the library) is refused.
        /// </summary>
        public string? CheckpointPath { get; init; }

        /// <summary>The number of epochs from checkpoint to checkpoint, at least 1; 1 unless given.</summary>
        public int CheckpointEveryEpochs { get; init; } = 1;

        /// <summary>The threads that libtorch computes with, at least 1; 1 unless given. With more than one, results may differ in the last bits from run to run.</summary>
        public int Threads { get; init; } = 1;

        /// <summary>How the trained model scores; stored with it.</summary>
        public InferenceOptions Inference { get; init; } = new();

        /// <summary>Told at the end of each epoch.</summary>
        public IProgress<SviProgress>? Progress { get; init; }

        /// <summary>Ends the training within one mini-batch.</summary>
        public CancellationToken CancellationToken { get; init; }

        /// <summary>Whether a cancelled training returns the best posterior so far instead of throwing, provided that it took a step.</summary>
        public bool ReturnBestOnCancellation { get; init; }

        /// <summary>The seed of this training, or null to take that of the <see cref="MLContext"/>.</summary>
        public int? Seed { get; init; }

        internal NetworkDefinition Definition => Network ?? Bayesian.Network.Mlp(HiddenUnits ?? [100, 100]);

        internal BayesianTrainerColumns ColumnNames() => new()
        {
            Label = LabelColumnName,
            Features = FeatureColumnName,
            ExampleWeight = ExampleWeightColumnName,
            PredictedLabel = PredictedLabelColumnName,
            Score = ScoreColumnName,
            TotalUncertainty = TotalUncertaintyColumnName,
            EpistemicUncertainty = EpistemicUncertaintyColumnName,
            AleatoricUncertainty = AleatoricUncertaintyColumnName,
        };
    }
}
