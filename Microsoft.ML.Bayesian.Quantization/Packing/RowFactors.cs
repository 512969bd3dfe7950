namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>
/// One positive factor per row of a tensor, kept in one byte: a code of a logarithmic quantizer that spans the rows' factors exactly from
/// smallest to largest. A factor of 4 between the rows costs at most 0.3 % each; whoever uses the factors encodes with the rounded ones.
/// </summary>
internal sealed class RowFactors
{
    private readonly byte[] codes;

    private RowFactors(float lowest, float ratio, byte[] codes)
    {
        (Lowest, Ratio) = (lowest, ratio);
        this.codes = codes;
    }

    public float Lowest { get; }

    public float Ratio { get; }

    public int Count => codes.Length;

    public long ByteCount => 2 * sizeof(float) + codes.Length;

    /// <summary>The factor of a row.</summary>
    public float this[int row] => LogarithmicQuantizer.Level(Lowest, Ratio, codes[row]);

    /// <summary>Rounds factors, each finite and greater than 0, to what a byte can say.</summary>
    public static RowFactors Round(ReadOnlySpan<float> factors)
    {
        LogarithmicQuantizer quantizer = LogarithmicQuantizer.Fit(factors, Quantizer.MostBits, tail: 0);
        var codes = new byte[factors.Length];
        quantizer.Encode(factors, codes);
        return new(quantizer.Lowest, quantizer.Ratio, codes);
    }

    public void Write(BinaryWriter writer)
    {
        if (Count == 1)
        {
            writer.Write(this[0]);
            return;
        }

        writer.Write(Lowest);
        writer.Write(Ratio);
        writer.Write(codes);
    }

    public static RowFactors Read(SectionReader reader, int count)
    {
        float lowest = reader.ReadSingle(), ratio = count == 1 ? 1 : reader.ReadSingle();
        if (!(lowest > 0 && float.IsFinite(lowest) && ratio >= 1 && float.IsFinite(LogarithmicQuantizer.Level(lowest, ratio, byte.MaxValue))))
            throw reader.Invalid($"row factors from {lowest} on in the ratio {ratio} are out of range");
        return new(lowest, ratio, count == 1 ? [0] : reader.ReadBytes(count).ToArray());
    }
}
