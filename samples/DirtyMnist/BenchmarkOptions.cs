using System.Globalization;
using Microsoft.ML.Bayesian;

namespace BayesianML.Samples;

/// <summary>What the command line asks for.</summary>
internal sealed record BenchmarkOptions
{
    public string? DataFolder { get; init; }

    /// <summary>mlp or lenet5. The defaults of training below are those that were found best for mlp.</summary>
    public string Network { get; init; } = "mlp";

    public int Epochs { get; init; } = 30;

    public int Seed { get; init; }

    public int Samples { get; init; } = 100;

    public int Threads { get; init; } = 1;

    public int BatchSize { get; init; } = 256;

    public double LearningRate { get; init; } = 2e-3;

    public LearningRateSchedule LearningRateSchedule { get; init; } = LearningRateSchedule.Cosine;

    public double KlWeight { get; init; } = 0.2;

    public int KlWarmUpEpochs { get; init; } = 5;

    public double PriorStandardDeviation { get; init; } = 1.5;

    public double InitialStandardDeviation { get; init; } = Math.Exp(-4.5);

    public int AveragedEpochs { get; init; }

    public GradientEstimator GradientEstimator { get; init; } = GradientEstimator.LocalReparameterization;

    public int DrawsPerStep { get; init; } = 1;

    /// <summary>How often each clear training digit comes once more, moved by a pixel.</summary>
    public int MovedCopies { get; init; } = 2;

    /// <summary>How pixels become inputs.</summary>
    public PixelScaling PixelScaling { get; init; } = PixelScaling.Uncentred;

    /// <summary>A model to test instead of training one.</summary>
    public string? ModelFile { get; init; }

    /// <summary>Where the trained model is kept.</summary>
    public string? SaveFile { get; init; }

    /// <summary>The ways to quantize the model.</summary>
    public IReadOnlyList<QuantizationCase> Quantizations { get; init; } = [];

    /// <summary>Weight samples per prediction where quantized models are compared.</summary>
    public int QuantizeSamples { get; init; } = 400;

    public string? JsonFile { get; init; }

    public string? PlotFolder { get; init; }

    /// <summary>Only the usage was asked for.</summary>
    public bool Help { get; init; }

    /// <summary>How models are tested. Weight sampling by name, since models that are scored on integers know no other method, and like is to be compared with like.</summary>
    public InferenceOptions Inference => new() { Method = InferenceMethod.WeightSampling, SampleCount = Samples, Seed = (ulong)Seed };

    /// <summary>The network that <see cref="Network"/> names.</summary>
    public NetworkDefinition Definition => Network == "lenet5" ? Microsoft.ML.Bayesian.Network.LeNet5() : Microsoft.ML.Bayesian.Network.Mlp(100, 100);

    // A convolution generalizes well enough from the digits as they are, and takes ten times as long for each of them. Its many weights
    // that nothing is learnt about start closer to the prior, or 30 epochs are too few for them to return to it.
    private static readonly BenchmarkOptions ofLeNet5 = new()
    {
        Network = "lenet5",
        KlWeight = 0.3,
        InitialStandardDeviation = 0.03,
        PriorStandardDeviation = 1,
        MovedCopies = 0,
    };

    private sealed record Option(string Name, string Value, string Meaning, Func<BenchmarkOptions, string, BenchmarkOptions> Apply);

    private static readonly Option[] known =
    [
        new("--data", "DIR", $"folder with mnist, fashion-mnist and ambiguous-mnist; else that of {SampleProgram.DataVariable}, else a cache that fills itself", (options, text) => options with { DataFolder = text }),
        new("--network", "NAME", "mlp (784-100-100-10, default) or lenet5", (options, text) => options with { Network = OneOf(text, "mlp", "lenet5") }),
        new("--epochs", "N", "epochs of training (30)", (options, text) => options with { Epochs = Integer(text, 1) }),
        new("--seed", "N", "seed of training and scoring (0)", (options, text) => options with { Seed = Integer(text, 0) }),
        new("--samples", "N", "weight samples per prediction (100)", (options, text) => options with { Samples = Integer(text, 1) }),
        new("--threads", "N", "threads of training (1)", (options, text) => options with { Threads = Integer(text, 1) }),
        new("--model", "FILE", "test this model, .bnn or .safetensors, instead of training one; --network, --seed and --pixel-scaling must be those it was trained with", (options, text) => options with { ModelFile = ModelName(text) }),
        new("--save", "FILE", "keep the trained model, .bnn; it takes pixels from 0 to 255", (options, text) => options with { SaveFile = text }),
        new("--quantize", "WAYS", $"quantize it too: all, or a list such as JQ:4,VPQ:5+3 (schemes {string.Join(", ", QuantizationCase.Schemes)}; bits 2 to 8, or of means + of standard deviations; each after training and with quantization in the loop, unless :after or :aware follows)", (options, text) => options with { Quantizations = QuantizationCase.Parse(text) }),
        new("--quantize-samples", "N", "weight samples per prediction where quantized models are compared, at least 2, as one has no epistemic uncertainty (400)", (options, text) => options with { QuantizeSamples = Integer(text, 2) }),
        new("--pixel-scaling", "NAME", "uncentred (pixel/255·3, default) or standardized ((pixel/255 − 0.1307)/0.3081)", (options, text) => options with { PixelScaling = Array.Find(PixelScaling.All, scaling => scaling.Name == OneOf(text, [.. PixelScaling.All.Select(known => known.Name)]))! }),
        new("--json", "FILE", "write the figures to a file", (options, text) => options with { JsonFile = text }),
        new("--plots", "DIR", "draw the uncertainties, the first images and those with the highest, reliability and risk, and curves over the bits", (options, text) => options with { PlotFolder = text }),
        new("--batch-size", "N", "rows of a mini-batch (256)", (options, text) => options with { BatchSize = Integer(text, 1) }),
        new("--learning-rate", "X", "greatest learning rate (0.002)", (options, text) => options with { LearningRate = Positive(text) }),
        new("--learning-rate-schedule", "NAME", $"{string.Join(" or ", Enum.GetNames<LearningRateSchedule>())} (Cosine)", (options, text) => options with { LearningRateSchedule = Enum.Parse<LearningRateSchedule>(OneOf(text, Enum.GetNames<LearningRateSchedule>())) }),
        new("--kl-weight", "X", "factor of the divergence from the prior; 1 is the ELBO (0.2; lenet5 0.3)", (options, text) => options with { KlWeight = NotNegative(text) }),
        new("--kl-warm-up-epochs", "N", "epochs over which it rises from 0 (5)", (options, text) => options with { KlWarmUpEpochs = Integer(text, 0) }),
        new("--prior-standard-deviation", "X", "of every weight and bias (1.5; lenet5 1)", (options, text) => options with { PriorStandardDeviation = Positive(text) }),
        new("--initial-standard-deviation", "X", "of every weight and bias (e^-4.5; lenet5 0.03)", (options, text) => options with { InitialStandardDeviation = Positive(text) }),
        new("--averaged-epochs", "N", "last epochs whose parameters are averaged (0)", (options, text) => options with { AveragedEpochs = Integer(text, 0) }),
        new("--estimator", "NAME", $"of the gradient: {string.Join(", ", Enum.GetNames<GradientEstimator>())}", (options, text) => options with { GradientEstimator = Enum.Parse<GradientEstimator>(OneOf(text, Enum.GetNames<GradientEstimator>())) }),
        new("--moved-copies", "N", "copies of each clear training digit, moved by one pixel; all copies together weigh as much as one (2; lenet5 0)", (options, text) => options with { MovedCopies = Integer(text, 0) }),
        new("--draws-per-step", "N", "noisy passes that each step averages (1)", (options, text) => options with { DrawsPerStep = Integer(text, 1) }),
    ];

    /// <summary>The help text.</summary>
    public static string Usage => $"""
        Trains a Bayesian network on clear and ambiguous digits, and tests it on both and on clothes.

        Usage: DirtyMnist [OPTION VALUE]...

        {string.Join("\n", known.Select(option => $"  {option.Name + " " + option.Value,-32}{option.Meaning}"))}
        """;

    /// <summary>Reads a command line.</summary>
    /// <exception cref="ArgumentException">It cannot be understood; the message says why.</exception>
    public static BenchmarkOptions Parse(IReadOnlyList<string> arguments)
    {
        int network = arguments.ToList().IndexOf("--network");
        BenchmarkOptions options = network >= 0 && arguments.ElementAtOrDefault(network + 1) == "lenet5" ? ofLeNet5 : new();
        var seen = new HashSet<string>();
        for (int i = 0; i < arguments.Count; i += 2)
        {
            string name = arguments[i];
            if (name is "--help" or "-h")
                return options with { Help = true };
            Option option = Array.Find(known, option => option.Name == name) ?? throw new ArgumentException($"There is no option '{name}'.");
            if (!seen.Add(name))
                throw new ArgumentException($"{name} is given twice.");
            if (i + 1 == arguments.Count || arguments[i + 1].StartsWith("--", StringComparison.Ordinal))
                throw new ArgumentException($"{name} needs a value ({option.Value}).");
            try
            {
                options = option.Apply(options, arguments[i + 1]);
            }
            catch (FormatException problem)
            {
                throw new ArgumentException($"{name} must be {problem.Message}, but is '{arguments[i + 1]}'.", problem);
            }
        }

        if (options is { ModelFile: not null, SaveFile: not null })
            throw new ArgumentException("--save keeps a model that was trained, but --model loads one.");
        if (options.Quantizations.Count == 0 && seen.Contains("--quantize-samples"))
            throw new ArgumentException("--quantize-samples needs --quantize.");

        // How a model of another program was trained is not known, so that it cannot be trained further in the same way.
        if (Path.GetExtension(options.ModelFile) != ".safetensors" || options.Quantizations.Count == 0)
            return options;
        QuantizationCase[] possible = [.. options.Quantizations.Where(way => !way.Aware)];
        return possible.Length > 0
            ? options with { Quantizations = possible }
            : throw new ArgumentException("--quantize asks for quantization in the loop only, but how the network of a .safetensors file was trained is not known.");
    }

    private static string ModelName(string text) =>
        Path.GetExtension(text) is ".bnn" or ".safetensors" ? text : throw new FormatException("a file whose name ends with .bnn or .safetensors");

    private static string OneOf(string text, params string[] names) =>
        names.Contains(text) ? text : throw new FormatException($"one of {string.Join(", ", names)}");

    private static int Integer(string text, int least) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= least
            ? value : throw new FormatException($"a whole number of at least {least}");

    private static double Positive(string text) => Number(text) is var value and > 0 ? value : throw new FormatException("a number greater than 0");

    private static double NotNegative(string text) => Number(text) is var value and >= 0 ? value : throw new FormatException("a number of at least 0");

    private static double Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : double.NaN;
}
