// Searches for Bayesian networks on Dirty-MNIST (clear and ambiguous digits) that are accurate, whose epistemic uncertainty tells clothes
// from digits, and that are small; then prints the Pareto front. It can be killed, and resumed from its checkpoint. `--help` lists the options.
using BayesianML.Samples;
using Microsoft.ML;
using Microsoft.ML.Bayesian;

SearchOptions options;
try
{
    options = SearchOptions.Parse(args);
}
catch (ArgumentException problem)
{
    Console.Error.WriteLine($"{problem.Message}\n\n{SearchOptions.Usage}");
    return 2;
}

if (options.Help)
{
    Console.WriteLine(SearchOptions.Usage);
    return 0;
}

using var cancellation = new CancellationTokenSource();
Console.CancelKeyPress += (_, key) =>
{
    // The first Ctrl+C ends the search in good order, a second one at once.
    key.Cancel = !cancellation.IsCancellationRequested;
    cancellation.Cancel();
};

try
{
    var mlContext = new MLContext(options.Seed);
    DirtyMnistData data = DataFolders.Find(options.DataFolder, cancellation.Token).Read(PixelScaling.Uncentred);
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

    ExperimentResult<TrialMetrics> result = new TrialTable().Run(experiment, cancellation.Token);
    FrontTable.Print(result);
    if (options.PictureFile is { } picture)
    {
        FrontPlot.Save(picture, result);
        Console.WriteLine($"Picture: {Path.GetFullPath(picture)}");
    }

    if (options.CheckpointFile is not null)
        Console.WriteLine($"Models of the front: {Path.GetFullPath(options.CheckpointFile)}.models");
    return 0;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Cancelled before any trial had ended.");
    return 130;
}
catch (Exception problem) when (problem is IOException or InvalidDataException or UnauthorizedAccessException or InvalidOperationException or TimeoutException)
{
    Console.Error.WriteLine(problem.Message);
    return 1;
}
