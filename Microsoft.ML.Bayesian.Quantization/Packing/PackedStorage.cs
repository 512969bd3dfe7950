namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>
/// Values kept as packed codes: the value of code c in row r is level(c)·factor(r). Means have evenly spaced levels, and the factor is
/// the row's step; standard deviations have logarithmic levels, and the factor keeps the row's summed variance what it was. A row
/// belongs to one output channel, or is the whole tensor.
/// </summary>
public sealed class PackedStorage : ParameterStorage
{
    internal const string MeanKind = "PKMU", DeviationKind = "PKSD";

    // Beside the bits in the first byte: all values share one row. Biases are short enough for the header to count.
    private const int SingleRow = 0x80;

    private readonly byte[] packed;

    internal PackedStorage(Quantizer levels, RowFactors factors, ReadOnlySpan<byte> codes)
        : this(levels, factors, codes.Length, BitPacking.Pack(codes, levels.Bits))
    {
    }

    private PackedStorage(Quantizer levels, RowFactors factors, int length, byte[] packed) : base(length)
    {
        (Levels, Factors) = (levels, factors);
        this.packed = packed;
        RowLength = length / factors.Count;
    }

    /// <summary>The bits of one value, 2 to 8.</summary>
    public int Bits => Levels.Bits;

    /// <inheritdoc/>
    public override long ByteCount => packed.Length + Factors.ByteCount + (Levels is LogarithmicQuantizer ? Levels.ByteCount : 0);

    internal Quantizer Levels { get; }

    internal RowFactors Factors { get; }

    internal int RowLength { get; }

    internal override string Kind => Levels is LogarithmicQuantizer ? DeviationKind : MeanKind;

    /// <inheritdoc/>
    public override void CopyTo(int start, Span<float> destination)
    {
        Span<float> levels = stackalloc float[Levels.LevelCount];
        for (int code = 0; code < levels.Length; code++)
            levels[code] = Levels.Decode(code);
        CopyTo(start, destination, levels);
    }

    /// <summary>The same for a caller who comes often and keeps the levels, lowest code first.</summary>
    internal void CopyTo(int start, Span<float> destination, ReadOnlySpan<float> levels)
    {
        if (start < 0 || destination.Length > Length - start)
            throw new ArgumentException($"There are {Length} values; {destination.Length} from {start} on are not among them.", nameof(start));
        Span<byte> codes = stackalloc byte[256];
        for (int done = 0; done < destination.Length;)
        {
            int at = start + done, row = at / RowLength;
            int count = Math.Min(Math.Min(codes.Length, destination.Length - done), (row + 1) * RowLength - at);
            BitPacking.Unpack(packed, Bits, at, codes[..count]);
            float factor = Factors[row];
            for (int i = 0; i < count; i++)
                destination[done + i] = levels[codes[i]] * factor;
            done += count;
        }
    }

    /// <summary>The packed codes from an index on.</summary>
    internal void CopyCodes(int start, Span<byte> destination) => BitPacking.Unpack(packed, Bits, start, destination);

    internal override void WritePayload(BinaryWriter writer)
    {
        writer.Write((byte)(Factors.Count == 1 ? Bits | SingleRow : Bits));
        if (Factors.Count > 1)
            writer.Write((uint)Factors.Count);
        if (Levels is LogarithmicQuantizer logarithmic)
        {
            writer.Write(logarithmic.Lowest);
            writer.Write(logarithmic.Ratio);
        }

        Factors.Write(writer);
        writer.Write(packed);
    }

    internal static PackedStorage ReadMeans(SectionReader reader, int length) =>
        Read(reader, length, (_, bits) => new UniformQuantizer(1, bits));

    internal static PackedStorage ReadDeviations(SectionReader reader, int length) =>
        Read(reader, length, (reader, bits) => new LogarithmicQuantizer(reader.ReadSingle(), reader.ReadSingle(), bits));

    private static PackedStorage Read(SectionReader reader, int length, Func<SectionReader, int, Quantizer> readLevels)
    {
        int header = reader.ReadByte(), bits = header & ~SingleRow, rows = header == bits ? reader.ReadSize() : 1;
        if (bits is < Quantizer.FewestBits or > Quantizer.MostBits)
            throw reader.Invalid($"codes of {bits} bits; they have {Quantizer.FewestBits} to {Quantizer.MostBits}");
        if (rows < 1 || length % rows != 0)
            throw reader.Invalid($"{length:N0} values do not fill {rows:N0} rows");
        Quantizer levels;
        try
        {
            levels = readLevels(reader, bits);
        }
        catch (ArgumentException refused)
        {
            throw reader.Invalid(refused.Message, refused);
        }

        RowFactors factors = RowFactors.Read(reader, rows);
        byte[] packed = reader.ReadBytes(BitPacking.ByteCount(length, bits)).ToArray();
        var storage = new PackedStorage(levels, factors, length, packed);
        return storage.Damage() is { } damage ? throw reader.Invalid(damage) : storage;
    }

    private string? Damage()
    {
        if (!BitPacking.UnusedBitsAreZero(packed, Bits, Length))
            return "bits after the last code are not 0";
        var codes = new byte[Length];
        CopyCodes(0, codes);
        int stray = Levels.LevelCount > byte.MaxValue ? -1 : codes.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)(Levels.LevelCount - 1));
        return stray < 0 ? null : $"code {codes[stray]} of value {stray:N0} stands for no level";
    }
}
