namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>
/// What is quantized, to how many bits, and how. Bits that are not given are the scheme's own: means 5 and standard deviations 3 where the
/// scheme quantizes them (together one byte per weight), drawn weights, activations and input 8 where it draws on integers, and 32, which
/// leaves a part alone, everywhere else.
/// </summary>
/// <example>
/// <code>
/// var options = new QuantizationOptions { Scheme = QuantizationScheme.Joint, MeanBits = 4, StandardDeviationBits = 4, SampleBits = 4 };
/// QuantizationOptions same = QuantizationOptions.Uniform(QuantizationScheme.Joint, bits: 4);
/// </code>
/// </example>
public sealed record QuantizationOptions
{
    /// <summary>The number of bits that leaves a part alone.</summary>
    public const int Unchanged = 32;

    /// <summary>What is quantized; <see cref="QuantizationScheme.Joint"/> unless given.</summary>
    public QuantizationScheme Scheme { get; init; } = QuantizationScheme.Joint;

    /// <summary>The bits of a mean: 2 to 8, or 32.</summary>
    public int? MeanBits { get; init; }

    /// <summary>The bits of a standard deviation: 2 to 8, or 32.</summary>
    public int? StandardDeviationBits { get; init; }

    /// <summary>The bits of a drawn weight: 2 to 8.</summary>
    public int? SampleBits { get; init; }

    /// <summary>The bits of the values that come into every layer but the first: 2 to 8.</summary>
    public int? ActivationBits { get; init; }

    /// <summary>The bits of the network's input: 2 to 8.</summary>
    public int? InputBits { get; init; }

    /// <summary>Bits of single layers, one entry per layer that has parameters, first to last; empty where no layer differs.</summary>
    public IReadOnlyList<LayerQuantization> Layers { get; init; } = [];

    /// <summary>What shares one step size; <see cref="Granularity.PerOutputChannel"/> unless given.</summary>
    public Granularity Granularity { get; init; } = Granularity.PerOutputChannel;

    /// <summary>How ranges are chosen; <see cref="RangeRule.LeastSquaredError"/> unless given.</summary>
    public RangeRule RangeRule { get; init; } = RangeRule.LeastSquaredError;

    /// <summary>
    /// How a drawn weight comes onto its grid. Unless given, <see cref="DrawRule.Matched"/> where the scheme is <see cref="QuantizationScheme.Joint"/> and
    /// the means lie on the grid, and <see cref="DrawRule.SheppardCorrected"/> where it is <see cref="QuantizationScheme.Sampled"/>: between grid
    /// points, a matched mean costs narrow weights more variance than a rounded one costs them bias.
    /// </summary>
    public DrawRule? DrawRule { get; init; }

    /// <summary>The draw rule that is given, or the scheme's own.</summary>
    internal DrawRule EffectiveDrawRule => DrawRule ?? (Scheme == QuantizationScheme.Sampled ? Quantization.DrawRule.SheppardCorrected : Quantization.DrawRule.Matched);

    /// <summary>How means come onto their levels; <see cref="MeanRounding.Calibrated"/> unless given. It needs calibration rows.</summary>
    public MeanRounding MeanRounding { get; init; } = MeanRounding.Calibrated;

    /// <summary>
    /// Whether the means of the biases make up for what rounding did to the mean output of their units on the calibration rows; true
    /// unless given.
    /// </summary>
    public bool CorrectBiases { get; init; } = true;

    /// <summary>
    /// A budget that the bits of means and standard deviations are chosen under, layer by layer; null, which is the default, where they are given. It takes
    /// time: every part of every layer is tried at 2 to 8 bits.
    /// </summary>
    public QuantizationBudget? Budget { get; init; }

    /// <summary>The epochs of training with quantization in the loop, at least 1; null for 4. Only for quantization-aware training.</summary>
    public int? QuantizationAwareEpochs { get; init; }

    /// <summary>The greatest learning rate of these epochs, greater than 0; null for a tenth of the trainer's. Only for quantization-aware training.</summary>
    public double? QuantizationAwareLearningRate { get; init; }

    /// <summary>
    /// The rows of a mini-batch that share one draw of the weights in these epochs, at least 1; null for 32. Fewer rows make the gradient less noisy and a
    /// step slower. Only for quantization-aware training with the schemes that draw on integers.
    /// </summary>
    public int? RowsPerDraw { get; init; }

    /// <summary>The same number of bits for means, standard deviations and drawn weights, as far as the scheme quantizes them.</summary>
    /// <param name="scheme">What is quantized: parameters, drawn weights, or both.</param>
    /// <param name="bits">The bits, 2 to 8.</param>
    /// <returns>The options; all others have their defaults.</returns>
    public static QuantizationOptions Uniform(QuantizationScheme scheme, int bits) => new()
    {
        Scheme = scheme,
        MeanBits = scheme == QuantizationScheme.Sampled ? null : bits,
        StandardDeviationBits = scheme == QuantizationScheme.Sampled ? null : bits,
        SampleBits = scheme == QuantizationScheme.Variational ? null : bits,
    };

    /// <summary>Checks all options together.</summary>
    /// <exception cref="ArgumentException">An option is out of range or makes no sense beside another; the message names it.</exception>
    public void Validate()
    {
        RequireDefined(Scheme, nameof(Scheme));
        RequireDefined(Granularity, nameof(Granularity));
        RequireDefined(RangeRule, nameof(RangeRule));
        if (DrawRule is { } rule)
            RequireDefined(rule, nameof(DrawRule));
        if (DrawRule is not null && Scheme == QuantizationScheme.Variational)
            throw new ArgumentException($"{nameof(DrawRule)} is {DrawRule}, but the scheme Variational draws in single precision; choose Joint, or leave {nameof(DrawRule)} out.");
        RequireDefined(MeanRounding, nameof(MeanRounding));
        RequireParameterBits(MeanBits, nameof(MeanBits));
        RequireParameterBits(StandardDeviationBits, nameof(StandardDeviationBits));
        RequireDrawBits(SampleBits, nameof(SampleBits));
        RequireDrawBits(ActivationBits, nameof(ActivationBits));
        RequireDrawBits(InputBits, nameof(InputBits));
        for (int layer = 0; layer < (Layers ?? throw new ArgumentException("Layers must not be null; leave it empty where no layer differs.")).Count; layer++)
        {
            LayerQuantization bits = Layers[layer] ?? throw new ArgumentException($"Layers[{layer}] must not be null; an empty LayerQuantization leaves a layer as the others.");
            RequireParameterBits(bits.MeanBits, $"Layers[{layer}].{nameof(MeanBits)}");
            RequireParameterBits(bits.StandardDeviationBits, $"Layers[{layer}].{nameof(StandardDeviationBits)}");
            RequireDrawBits(bits.SampleBits, $"Layers[{layer}].{nameof(SampleBits)}");
            RequireDrawBits(bits.ActivationBits, $"Layers[{layer}].{nameof(ActivationBits)}");
        }

        ValidateBudget();
        ValidateTraining();
    }

    /// <summary>Checks all options together for quantization after training: what only training in the loop can heed is refused.</summary>
    /// <exception cref="ArgumentException">An option is out of range or makes no sense; the message names it.</exception>
    internal void ValidateAfterTraining()
    {
        Validate();
        foreach ((string name, object? value) in new (string, object?)[]
        {
            (nameof(QuantizationAwareEpochs), QuantizationAwareEpochs), (nameof(QuantizationAwareLearningRate), QuantizationAwareLearningRate), (nameof(RowsPerDraw), RowsPerDraw),
        })
        {
            if (value is not null)
                throw new ArgumentException($"{name} is {value}, but nothing is trained after training; leave it out, or train with quantization in the loop (WithQuantization).");
        }
    }

    private void ValidateTraining()
    {
        if (QuantizationAwareEpochs < 1)
            throw new ArgumentException($"{nameof(QuantizationAwareEpochs)} must be at least 1, but it is {QuantizationAwareEpochs}.");
        if (QuantizationAwareLearningRate is { } rate && !(float.IsFinite((float)rate) && rate > 0))
            throw new ArgumentException($"{nameof(QuantizationAwareLearningRate)} must be finite and greater than 0, but it is {rate}.");
        if (RowsPerDraw < 1)
            throw new ArgumentException($"{nameof(RowsPerDraw)} must be at least 1, but it is {RowsPerDraw}.");
        if (RowsPerDraw is not null && Scheme == QuantizationScheme.Variational)
            throw new ArgumentException($"{nameof(RowsPerDraw)} is {RowsPerDraw}, but the scheme Variational trains with the trainer's own estimator of the gradient; choose Joint, or leave {nameof(RowsPerDraw)} out.");
    }

    private void ValidateBudget()
    {
        if (Budget is null)
            return;
        if (Scheme == QuantizationScheme.Sampled)
            throw new ArgumentException($"{nameof(Budget)} is {Budget}, but the scheme Sampled leaves means and standard deviations alone; choose Joint, or leave {nameof(Budget)} out.");
        if (MeanBits is not null || StandardDeviationBits is not null || Layers.Any(layer => layer.MeanBits is not null || layer.StandardDeviationBits is not null))
            throw new ArgumentException($"{nameof(Budget)} is {Budget}, which chooses {nameof(MeanBits)} and {nameof(StandardDeviationBits)}; leave these out, or {nameof(Budget)}.");
    }

    /// <summary>The bits of every layer of a network.</summary>
    /// <exception cref="ArgumentException">An option is out of range, or <see cref="Layers"/> does not fit the network.</exception>
    internal LayerBits[] Resolve(NetworkArchitecture network)
    {
        Validate();
        int count = network.ParameterizedLayers.Count();
        if (Layers.Count != 0 && Layers.Count != count)
            throw new ArgumentException($"Layers must have one entry for each of the network's {count} layers with parameters, or none, but it has {Layers.Count}.");
        bool parameters = Scheme != QuantizationScheme.Sampled, draws = Scheme != QuantizationScheme.Variational;
        return [.. Enumerable.Range(0, count).Select(layer =>
        {
            LayerQuantization own = Layers.Count == 0 ? new() : Layers[layer];
            return new LayerBits(
                own.MeanBits ?? MeanBits ?? (parameters ? 5 : Unchanged),
                own.StandardDeviationBits ?? StandardDeviationBits ?? (parameters ? 3 : Unchanged),
                own.SampleBits ?? SampleBits ?? (draws ? 8 : Unchanged),
                own.ActivationBits ?? (layer == 0 ? InputBits : ActivationBits) ?? (draws ? 8 : Unchanged));
        })];
    }

    private void RequireParameterBits(int? bits, string name)
    {
        RequireBits(bits, name);
        if (Scheme == QuantizationScheme.Sampled && bits is not (null or Unchanged))
            throw new ArgumentException($"{name} is {bits}, but the scheme Sampled leaves means and standard deviations alone; choose Joint, or leave {name} out.");
    }

    private void RequireDrawBits(int? bits, string name)
    {
        RequireBits(bits, name);
        if (Scheme == QuantizationScheme.Variational && bits is not (null or Unchanged))
            throw new ArgumentException($"{name} is {bits}, but the scheme Variational scores in single precision; choose Joint, or leave {name} out.");
        if (Scheme != QuantizationScheme.Variational && bits == Unchanged)
            throw new ArgumentException($"{name} is {Unchanged}, but the scheme {Scheme} scores on integers of 2 to 8 bits; choose Variational, or fewer bits.");
    }

    private static void RequireBits(int? bits, string name)
    {
        if (bits is not (null or (>= Quantizer.FewestBits and <= Quantizer.MostBits) or Unchanged))
            throw new ArgumentException($"{name} must be {Quantizer.FewestBits} to {Quantizer.MostBits}, or {Unchanged} to leave the part alone, but it is {bits}.");
    }

    private static void RequireDefined<T>(T value, string name) where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
            throw new ArgumentException($"{name} must be one of {string.Join(", ", Enum.GetNames<T>())}, but it is {value}.");
    }
}

/// <summary>The bits of one layer: 2 to 8, or 32 for what is left alone.</summary>
internal sealed record LayerBits(int Mean, int StandardDeviation, int Sample, int Activation);
