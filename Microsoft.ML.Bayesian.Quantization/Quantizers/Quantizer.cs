namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>
/// Maps numbers to the nearest of a few levels, each known by a code of <see cref="Bits"/> bits. Every quantizer of this library rounds
/// half to even, keeps the order of numbers, leaves its own levels as they are, and is wrong by at most half a step inside its range.
/// Immutable and safe to share between threads.
/// </summary>
public abstract class Quantizer
{
    /// <summary>The fewest bits that a code can have.</summary>
    public const int FewestBits = 2;

    /// <summary>The most bits that a code can have.</summary>
    public const int MostBits = 8;

    private protected Quantizer(int bits, int levelCount)
    {
        Bits = bits;
        LevelCount = levelCount;
    }

    /// <summary>The bits of a code, 2 to 8.</summary>
    public int Bits { get; }

    /// <summary>The number of levels: codes run from 0 to one less.</summary>
    public int LevelCount { get; }

    /// <summary>The bytes that the levels take in memory and in a file.</summary>
    internal abstract int ByteCount { get; }

    /// <summary>The code of the level nearest to a number; the outermost levels stand for all that lies beyond them.</summary>
    /// <param name="value">The number; infinite is allowed, NaN is not.</param>
    /// <returns>The code, at least 0 and less than <see cref="LevelCount"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="value"/> is NaN, or of a sign that the levels do not have.</exception>
    public abstract int Encode(float value);

    /// <summary>The level of a code.</summary>
    /// <param name="code">The code, at least 0 and less than <see cref="LevelCount"/>.</param>
    /// <returns>The number that the code stands for.</returns>
    public abstract float Decode(int code);

    /// <summary>The level nearest to a number.</summary>
    /// <param name="value">The number.</param>
    /// <returns>The level: what decoding gives after encoding.</returns>
    public float Quantize(float value) => Decode(Encode(value));

    /// <summary>The codes of many numbers.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="codes">Receives one code per number.</param>
    public void Encode(ReadOnlySpan<float> values, Span<byte> codes)
    {
        for (int i = 0; i < values.Length; i++)
            codes[i] = (byte)Encode(values[i]);
    }

    private protected static int CheckBits(int bits) => bits is >= FewestBits and <= MostBits
        ? bits
        : throw new ArgumentOutOfRangeException(nameof(bits), bits, $"A quantizer needs {FewestBits} to {MostBits} bits, but {bits} were given.");

    private protected static float CheckStep(float step, string name) => float.IsFinite(step) && step > 0
        ? step
        : throw new ArgumentOutOfRangeException(name, step, $"A quantizer needs a finite {name} greater than 0, but it is {step}.");

    private protected static float CheckNumber(float value) => float.IsNaN(value)
        ? throw new ArgumentException("NaN has no nearest level.", nameof(value))
        : value;
}
