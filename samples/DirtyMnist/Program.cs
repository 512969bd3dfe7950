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
    DirtyMnistData data = DataFolders.Find(options.DataFolder, cancellation.Token).Read(options.PixelScaling);

    Training training = options.ModelFile is null
        ? LiveProgress.Run("Training", progress => Training.Run(options, data, progress, cancellation.Token))
        : new(ModelFile.Load(options), null);
    if (options.SaveFile is not null)
        ModelFile.Save(options.SaveFile, training.Model, options.PixelScaling);

    Evaluation evaluation = LiveProgress.Run("Testing", progress => Evaluation.Of(training.Model, data, training.Time, progress, cancellation.Token));
    string origin = options.ModelFile is null ? $"{options.Epochs} epochs" : Path.GetFileName(options.ModelFile);
    FiguresTable.Print($"{options.Network}, {origin}, seed {options.Seed}, {options.Samples} weight samples", evaluation.Figures);

    var results = new ResultFile(ResultSettings.Of(options), evaluation.Figures);
    if (options.JsonFile is not null)
    {
        results.Write(options.JsonFile);
        Console.WriteLine($"Figures: {Path.GetFullPath(options.JsonFile)}");
    }

    if (options.PlotFolder is not null)
    {
        foreach (string picture in UncertaintyPlots.Save(options.PlotFolder, evaluation))
            Console.WriteLine($"Picture: {Path.GetFullPath(picture)}");
    }

    if (options.Quantizations.Count > 0)
    {
        void Keep(QuantizationComparison done)
        {
            if (options.JsonFile is not null)
                (results with { Reference = done.Reference, Quantized = done.Quantized }).Write(options.JsonFile);
        }

        QuantizationComparison comparison = LiveProgress.Run("Quantizing", progress => QuantizationComparison.Run(training, data, options, Keep, progress, cancellation.Token));
        QuantizationTable.Print($"{options.Network}, {origin}, seed {options.Seed}, {options.QuantizeSamples} weight samples", comparison);
        if (options.PlotFolder is not null)
            Console.WriteLine($"Picture: {Path.GetFullPath(QuantizationCurves.Save(options.PlotFolder, comparison))}");
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
