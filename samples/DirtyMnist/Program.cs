// Trains a Bayesian network on Dirty-MNIST (clear and ambiguous digits), and measures whether its uncertainty means what it
// should: aleatoric for ambiguous digits, epistemic for clothes, neither for clear digits. `--help` lists the options.
using BayesianML.Samples;

BenchmarkOptions options;
try
{
    options = BenchmarkOptions.Parse(args);
}
catch (ArgumentException problem)
{
    Console.Error.WriteLine($"{problem.Message}\n\n{BenchmarkOptions.Usage}");
    return 2;
}

if (options.Help)
{
    Console.WriteLine(BenchmarkOptions.Usage);
    return 0;
}

using var cancellation = new CancellationTokenSource();
Console.CancelKeyPress += (_, key) =>
{
    // The first Ctrl+C ends the work in good order, a second one at once.
    key.Cancel = !cancellation.IsCancellationRequested;
    cancellation.Cancel();
};

try
{
    DataFolders folders = DataFolders.Find(options.DataFolder, cancellation.Token);
    DirtyMnistData data = DirtyMnistData.Read(folders);

    Training training = LiveProgress.Run("Training", progress => Training.Run(options, data, progress, cancellation.Token));
    Evaluation evaluation = LiveProgress.Run("Testing", progress => Evaluation.Of(training.Model, data, training.Time, progress, cancellation.Token));
    FiguresTable.Print($"{options.Network}, {options.Epochs} epochs, seed {options.Seed}, {options.Samples} weight samples", evaluation.Figures);

    if (options.JsonFile is not null)
    {
        new ResultFile(ResultSettings.Of(options), evaluation.Figures).Write(options.JsonFile);
        Console.WriteLine($"Figures: {Path.GetFullPath(options.JsonFile)}");
    }

    if (options.PlotFolder is not null)
    {
        foreach (string picture in UncertaintyPlots.Save(options.PlotFolder, evaluation))
            Console.WriteLine($"Picture: {Path.GetFullPath(picture)}");
    }

    return 0;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Cancelled.");
    return 130;
}
catch (Exception problem) when (problem is IOException or InvalidDataException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(problem.Message);
    return 1;
}
