// Searches for Bayesian networks on Dirty-MNIST (clear and ambiguous digits) that are accurate, whose epistemic uncertainty tells clothes
// from digits, and that are small; then prints the Pareto front. It can be killed, and resumed from its checkpoint. `--help` lists the options.
using BayesianML.Samples;
using Microsoft.ML;
using Microsoft.ML.Bayesian;

return SampleProgram.Run(args, SearchOptions.Parse, options => options.Help, SearchOptions.Usage, Search);

static void Search(SearchOptions options, CancellationToken cancellation)
{
    var mlContext = new MLContext(options.Seed);
    DirtyMnistData data = DataFolders.Find(options.DataFolder, cancellation).Read(PixelScaling.Uncentred);
    TrialRows rows = TrialRows.Of(data, mlContext);

    // What all trials have in common, and what they choose. Quantized models sample their weights, so the others do it too.
    var training = new SviClassificationTrainer.Options
    {
        Epochs = 18,
        KlWarmUpEpochs = 2,
        Inference = new() { Method = InferenceMethod.WeightSampling, SampleCount = 50 },
    };
    SearchSpace space = SearchSpace.SviClassifier
        .Only("HiddenLayers", "UnitsPerLayer", "PriorStandardDeviation", "KlWeight", "QuantizationScheme", "QuantizationBits")
        .With(new ChoiceDimension("QuantizationScheme", ["none", "Joint"]));

    AutoMLExperiment experiment = mlContext.Bayesian.CreateExperiment(training)
        .SetDataset(rows.Training, rows.Validation)
        .SetOutOfDistributionDataset(rows.Clothes)
        .SetSearchSpace(space)
        .SetObjectives(Objective.Accuracy, Objective.EpistemicAuroc, Objective.ModelBytes)
        .SetTrainingTimeInSeconds((uint)(60 * options.Minutes));
    if (options.Trials is { } trials)
        experiment.SetMaxModelToExplore(trials);
    if (options.CheckpointFile is { } checkpoint)
        experiment.SetCheckpoint(checkpoint);
    _ = options.Tuner switch
    {
        "random" => experiment.SetRandomSearchTuner(),
        "halving" => experiment.SetSuccessiveHalvingTuner(leastEpochs: 2, mostEpochs: training.Epochs),
        _ => experiment.SetGaussianProcessTuner(),
    };

    ExperimentResult<TrialMetrics> result = new TrialTable().Run(experiment, cancellation);
    FrontTable.Print(result);
    if (options.PictureFile is { } picture)
    {
        FrontPlot.Save(picture, result);
        Console.WriteLine($"Picture: {Path.GetFullPath(picture)}");
    }

    if (options.CheckpointFile is not null)
        Console.WriteLine($"Models of the front: {Path.GetFullPath(options.CheckpointFile)}.models");
}
