namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>Draws whole sets of weights as small integers, and runs the networks that they give.</summary>
internal sealed unsafe class SampledCodesPass(NetworkArchitecture network, CodeSampler sampler, IntegerForwardPass forward) : SamplewisePass
{
    private const int MostBlockRows = 1024;

    // Rows of very many inputs come in smaller blocks, a MiB of levels at most.
    private const int MostBlockInputs = 1 << 20;

    private const int Lanes = RowBlock.Lanes;

    private readonly AlignedBuffer first = new((long)forward.OutputPlaces * Lanes), second = new((long)forward.OutputPlaces * Lanes);
    private readonly AlignedBuffer levels = new(WeightLayout.RoundUp(forward.LevelBytes, sizeof(float)) / sizeof(float)), window = new((long)forward.WindowPlaces * Lanes / sizeof(float));
    private readonly AlignedBuffer? scratch = sampler.Rent();
    private readonly bool[] chunks = new bool[forward.FirstLayer?.InputChunks ?? 0];
    private AlignedBuffer inputLevels = new(0);
    private bool isTiled;
    private int stride;
    private byte* drawn;

    public override int BlockRows { get; } = Math.Clamp(MostBlockInputs / network.InputCount, 1, MostBlockRows);

    // Levels know no NaN; the answer to one is NaN, as in single precision.
    public override bool OverlooksNaN => true;

    public override void Load(RowBlock block, int count, bool tiled)
    {
        isTiled = tiled;
        if (forward.FirstLayer is not { } layer)
            return;
        int lanes = tiled ? Lanes : 1, units = (count + lanes - 1) / lanes;

        // Every row or tile starts at a multiple of 64 bytes.
        stride = WeightLayout.RoundUp(layer.LevelBytes(lanes), 64);
        if (inputLevels.Length < units * (stride / sizeof(float)))
            inputLevels = new AlignedBuffer(units * (stride / sizeof(float)));
        for (int unit = 0; unit < units; unit++)
            layer.Quantize(block.Inputs(unit * lanes), lanes, InputLevels(unit));
        if (!tiled)
            IntegerLayer.FindWantedChunks(InputLevels(0), stride, count, chunks);
    }

    // A tile of rows wants every weight.
    public override void Draw(int sample) => drawn = sampler.Sample(sample, scratch, manyRows: isTiled, isTiled ? default : chunks);

    public override float* Tile(RowBlock block, int start) => Run(Lanes, block.Inputs(start), InputLevels(start / Lanes));

    public override float* Single(RowBlock block, int row) => Run(1, block.Inputs(row), InputLevels(row));

    /// <summary>The engine that samples the weights of a posterior by its rule.</summary>
    public static SamplewiseEngine CreateEngine(Posterior posterior, IntegerSamplingRule rule, InferenceOptions options)
    {
        var sampler = new CodeSampler(posterior, rule, options);
        var forward = new IntegerForwardPass(posterior, rule, sampler);
        return new(posterior, options, () => new SampledCodesPass(posterior.Network, sampler, forward));
    }

    private byte* InputLevels(int unit) => (byte*)inputLevels.Pointer + (nint)unit * stride;

    private float* Run(int lanes, float* input, byte* inputLevels) =>
        forward.Run(drawn, lanes, input, inputLevels, (byte*)levels.Pointer, (byte*)window.Pointer, first.Pointer, second.Pointer);
}
