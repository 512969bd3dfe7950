namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>The bits of one part of one layer, with what every number of them costs and does.</summary>
/// <param name="effects">The squared effect on predictions, by bits.</param>
/// <param name="bytes">The bytes, by bits.</param>
internal sealed class BitChoice(double[] effects, long[] bytes)
{
    private int most = Quantizer.MostBits;

    /// <summary>The bits chosen so far.</summary>
    public int Bits { get; private set; } = Quantizer.FewestBits;

    /// <summary>The bytes that they take.</summary>
    public long Bytes => bytes[Bits];

    /// <summary>Whether more bits are possible, and do good.</summary>
    public bool CanGrow => Next is not null;

    /// <summary>The squared effect that the next step takes away, per byte.</summary>
    public double GainPerByte => Next is { } next ? Gain(next) : 0;

    public long BytesAt(int other) => bytes[other];

    public void Grow() => Bits = Next ?? Bits;

    /// <summary>Goes back, and never beyond again.</summary>
    public void StopAt(int last) => Bits = most = last;

    // Where one more bit does little and two do much, the two are one step.
    private int? Next => Enumerable.Range(Bits + 1, Math.Max(0, most - Bits)).Where(next => effects[next] < effects[Bits]).Select(next => (int?)next).MaxBy(next => Gain(next!.Value));

    private double Gain(int next) => (effects[Bits] - effects[next]) / Math.Max(1, bytes[next] - bytes[Bits]);
}
