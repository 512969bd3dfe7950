// Trains a Bayesian network on Dirty-MNIST (clear and ambiguous digits), and measures whether its uncertainty means what it
// should: aleatoric for ambiguous digits, epistemic for clothes, neither for clear digits. `--help` lists the options.
using BayesianML.Samples;

return SampleProgram.Run(args, BenchmarkOptions.Parse, options => options.Help, BenchmarkOptions.Usage, Measure);

static void Measure(BenchmarkOptions options, CancellationToken cancellation)
{
    DirtyMnistData data = DataFolders.Find(options.DataFolder, cancellation).Read(options.PixelScaling);

    Training training = options.ModelFile is null
        ? LiveProgress.Run("Training", progress => Training.Run(options, data, progress, cancellation))
        : new(ModelFile.Load(options), null);
    if (options.SaveFile is not null)
        ModelFile.Save(options.SaveFile, training.Model, options.PixelScaling);

    Evaluation evaluation = LiveProgress.Run("Testing", progress => Evaluation.Of(training.Model, data, training.Time, progress, cancellation));
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
        IReadOnlyList<string> pictures =
            [.. UncertaintyPlots.Save(options.PlotFolder, evaluation), .. CalibrationPlots.Save(options.PlotFolder, "MNIST", evaluation.OnMnist)];
        foreach (string picture in pictures)
            Console.WriteLine($"Picture: {Path.GetFullPath(picture)}");
    }

    if (options.Quantizations.Count > 0)
    {
        void Keep(QuantizationComparison done)
        {
            if (options.JsonFile is not null)
                (results with { Reference = done.Reference, Quantized = done.Quantized }).Write(options.JsonFile);
        }

        QuantizationComparison comparison = LiveProgress.Run("Quantizing", progress => QuantizationComparison.Run(training, data, options, Keep, progress, cancellation));
        QuantizationTable.Print($"{options.Network}, {origin}, seed {options.Seed}, {options.QuantizeSamples} weight samples", comparison);
        if (options.PlotFolder is not null)
            Console.WriteLine($"Picture: {Path.GetFullPath(QuantizationCurves.Save(options.PlotFolder, comparison))}");
    }
}
