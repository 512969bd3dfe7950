namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>The grid that one layer's weights are drawn on, and the levels of what comes into the layer.</summary>
internal sealed class LayerSampling
{
    /// <summary>The largest column shift k: factors are 2⁻ᵏ with k from 0 to 3, which take 2 bits each.</summary>
    public const int LargestColumnShift = 3;

    private const int ColumnShiftBits = 2;

    private readonly byte[]? packedColumnShifts;

    /// <summary>Describes a layer.</summary>
    /// <param name="draw">How drawn weights come onto the grid.</param>
    /// <param name="sampleBits">The bits of a drawn weight, 2 to 8.</param>
    /// <param name="input">The levels of the layer's inputs.</param>
    /// <param name="steps">The step of every output channel, or one for all; null where draws lie on the grid of the packed means, divided.</param>
    /// <param name="subdivision">How often the steps of the means are halved; 0 where <paramref name="steps"/> are given.</param>
    /// <param name="columnShifts">For each input of a dense first layer the k of its factor 2⁻ᵏ; null for factors of 1.</param>
    public LayerSampling(DrawRule draw, int sampleBits, ActivationQuantizer input, RowFactors? steps, int subdivision, byte[]? columnShifts)
    {
        Draw = draw;
        SampleBits = sampleBits;
        Input = input;
        Steps = steps;
        Subdivision = subdivision;
        packedColumnShifts = columnShifts is null ? null : BitPacking.Pack(columnShifts, ColumnShiftBits);
    }

    public DrawRule Draw { get; }

    public int SampleBits { get; }

    public ActivationQuantizer Input { get; }

    public RowFactors? Steps { get; }

    public int Subdivision { get; }

    public long ByteCount => 4 + Input.ByteCount + (Steps?.ByteCount ?? 0) + (packedColumnShifts?.Length ?? 0);

    /// <summary>The step of each output channel, without column factors.</summary>
    public float[] StepsOf(LayerPosterior layer)
    {
        RowFactors factors = Steps ?? ((PackedStorage)layer.Weight.Mean).Factors;
        float division = 1 << Subdivision;
        int outputs = layer.Bias.Length;
        return [.. Enumerable.Range(0, outputs).Select(output => factors[output * factors.Count / outputs] / division)];
    }

    /// <summary>The step of each weight, column factors included.</summary>
    public float[] WeightStepsOf(LayerPosterior layer)
    {
        float[] steps = StepsOf(layer);
        int taps = layer.Weight.Length / steps.Length;
        byte[]? shifts = ColumnShifts(taps);
        return [.. Enumerable.Range(0, layer.Weight.Length).Select(i => steps[i / taps] / (1 << (shifts?[i % taps] ?? 0)))];
    }

    /// <summary>The k of every input's factor 2⁻ᵏ; null where all are 0.</summary>
    public byte[]? ColumnShifts(int columns)
    {
        if (packedColumnShifts is null)
            return null;
        var shifts = new byte[columns];
        BitPacking.Unpack(packedColumnShifts, ColumnShiftBits, 0, shifts);
        return shifts;
    }

    /// <summary>The largest number that a draw may be.</summary>
    public int Reach => Draw == DrawRule.Matched ? LatticeDraw.Reach : UniformQuantizer.LargestLevel(SampleBits);

    public void Write(BinaryWriter writer)
    {
        writer.Write((byte)Draw);
        writer.Write((byte)SampleBits);
        writer.Write((byte)Input.Bits);
        writer.Write((byte)Input.Zero);
        writer.Write(Input.Step);
        writer.Write((byte)((Steps is null ? 0 : 1) | (packedColumnShifts is null ? 0 : 2) | Subdivision << 2));
        if (Steps is not null)
        {
            writer.Write((uint)Steps.Count);
            Steps.Write(writer);
        }

        writer.Write(packedColumnShifts ?? []);
    }

    public static LayerSampling Read(SectionReader reader, LayerPosterior layer, NetworkLayer shape, bool isFirst)
    {
        var draw = (DrawRule)reader.ReadByte();
        if (!Enum.IsDefined(draw))
            throw reader.Newer($"the draw rule {(int)draw}");
        int sampleBits = reader.ReadByte();
        if (sampleBits is < Quantizer.FewestBits or > Quantizer.MostBits)
            throw reader.Invalid($"weights of layer {shape.Name} are drawn on {sampleBits} bits; they have {Quantizer.FewestBits} to {Quantizer.MostBits}");
        int inputBits = reader.ReadByte(), zero = reader.ReadByte();
        var input = new ActivationQuantizer(reader.ReadSingle(), zero, inputBits);
        int flags = reader.ReadByte(), subdivision = flags >> 2;
        RowFactors? steps = (flags & 1) != 0 ? RowFactors.Read(reader, ReadStepCount(reader, shape)) : null;
        if (steps is null ? layer.Weight.Mean is not PackedStorage || subdivision > Quantizer.MostBits : subdivision != 0)
            throw reader.Invalid($"the grid of the weights of layer {shape.Name} is not known");
        if ((flags & 2) == 0)
            return new(draw, sampleBits, input, steps, subdivision, null);
        if (!isFirst || shape.Definition is not Dense)
            throw reader.Invalid($"layer {shape.Name} has column factors, which only a dense first layer can have");
        byte[] packed = reader.ReadBytes(BitPacking.ByteCount(shape.Input.Length, ColumnShiftBits)).ToArray();
        if (!BitPacking.UnusedBitsAreZero(packed, ColumnShiftBits, shape.Input.Length))
            throw reader.Invalid("bits after the last column factor are not 0");
        var shifts = new byte[shape.Input.Length];
        BitPacking.Unpack(packed, ColumnShiftBits, 0, shifts);
        return new(draw, sampleBits, input, steps, subdivision, shifts);
    }

    private static int ReadStepCount(SectionReader reader, NetworkLayer shape)
    {
        int count = reader.ReadSize();
        return count == 1 || count == shape.BiasCount ? count : throw reader.Invalid($"layer {shape.Name} has {shape.BiasCount} output channels, but {count} steps");
    }
}
