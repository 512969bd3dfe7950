namespace Microsoft.ML.Bayesian;

/// <summary>
/// Standard normal noise for the units of some layers, the same for all rows: a function of (seed, layer, unit, sample), independent of
/// the weights that are drawn with the same seed. It comes in tiles of samples, [unit][sample]. Where all samples fit into the given
/// memory they are drawn once and kept.
/// </summary>
internal sealed unsafe class NoiseBank
{
    /// <summary>The samples of a tile.</summary>
    public const int Lanes = RowBlock.Lanes;

    // Noise has streams of its own, far from those of the weights.
    private const int FirstStream = 1 << 16;

    private readonly ulong seed;
    private readonly int[] units;
    private readonly float[] ones, zeros;
    private readonly Lazy<AlignedBuffer>? bank;
    private readonly int tileLength;

    /// <param name="units">The number of units of each layer.</param>
    /// <param name="options">The seed, the number of samples and the memory that they may be kept in.</param>
    public NoiseBank(int[] units, InferenceOptions options)
    {
        this.units = units;
        seed = options.Seed;
        Offsets = new int[units.Length];
        for (int layer = 1; layer < units.Length; layer++)
            Offsets[layer] = Offsets[layer - 1] + units[layer - 1] * Lanes;
        tileLength = checked(units.Sum() * Lanes);
        zeros = new float[WeightLayout.RoundUp(units.Max(), GaussianDraws.GroupSize)];
        ones = new float[zeros.Length];
        ones.AsSpan().Fill(1);

        int tiles = (options.SampleCount + Lanes - 1) / Lanes;
        long length = (long)tileLength * tiles;
        if (length * sizeof(float) <= options.SampleCacheBytes && length < Array.MaxLength - 64)
            bank = new(() => DrawAll(tiles));
    }

    /// <summary>Where each layer starts within a tile.</summary>
    public int[] Offsets { get; }

    /// <summary>Scratch memory for <see cref="Tile"/>; null where samples are kept.</summary>
    public AlignedBuffer? CreateScratch() => bank is null ? new AlignedBuffer((long)tileLength + zeros.Length) : null;

    /// <summary>The noise of one tile of samples.</summary>
    /// <param name="tile">The number of the tile.</param>
    /// <param name="scratch">Memory that <see cref="CreateScratch"/> gave; receives the draws unless they are kept.</param>
    public float* Tile(int tile, AlignedBuffer? scratch)
    {
        if (bank is not null)
            return bank.Value.Pointer + (nint)tile * tileLength;
        Draw(tile, scratch!.Span[tileLength..], scratch.Span[..tileLength]);
        return scratch.Pointer;
    }

    private AlignedBuffer DrawAll(int tiles)
    {
        var all = new AlignedBuffer((long)tileLength * tiles);
        var drawn = new float[zeros.Length];
        for (int tile = 0; tile < tiles; tile++)
            Draw(tile, drawn, all.Span.Slice(tile * tileLength, tileLength));
        return all;
    }

    private void Draw(int tile, Span<float> drawn, Span<float> destination)
    {
        for (int layer = 0; layer < units.Length; layer++)
        {
            int padded = WeightLayout.RoundUp(units[layer], GaussianDraws.GroupSize);
            for (int lane = 0; lane < Lanes; lane++)
            {
                GaussianDraws.Fill(seed, FirstStream + layer, tile * Lanes + lane, zeros.AsSpan(0, padded), ones.AsSpan(0, padded), drawn[..padded]);
                for (int unit = 0; unit < units[layer]; unit++)
                    destination[Offsets[layer] + unit * Lanes + lane] = drawn[unit];
            }
        }
    }
}
