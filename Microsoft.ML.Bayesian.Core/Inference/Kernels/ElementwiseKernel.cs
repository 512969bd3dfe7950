using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// Arithmetic on one value after the other. Every call works on whole vectors: it reads and writes up to <see cref="Width"/> − 1 values
/// past the last one, where buffers have room and nothing of meaning.
/// </summary>
internal static unsafe class ElementwiseKernel
{
    /// <summary>The number of values of a vector.</summary>
    public const int Width = 16;

    private const int Lanes = MultiplyAccumulate.RowLanes;

    // Sums of squares of inputs beyond 10¹⁵ would overflow; such inputs count with a square of this size.
    private const float LargestSquare = 1e30f;

    /// <summary>destination = source².</summary>
    public static void Square(float* source, float* destination, int length)
    {
        for (int i = 0; i < length; i += Width)
        {
            Vector512<float> value = Vector512.Load(source + i);
            Bounded(value * value).Store(destination + i);
        }
    }

    /// <summary>A square, no larger than sums of squares can bear; what is not a number stays so, by the order of the arguments.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Bounded(Vector512<float> square) => Vector512.MinNative(Vector512.Create(LargestSquare), square);

    /// <summary>values = √values.</summary>
    public static void SquareRoot(float* values, int length)
    {
        for (int i = 0; i < length; i += Width)
            Vector512.Sqrt(Vector512.Load(values + i)).Store(values + i);
    }

    /// <summary>E[x²] = mean² + variance.</summary>
    public static void SecondMoment(float* mean, float* variance, float* destination, int length)
    {
        for (int i = 0; i < length; i += Width)
        {
            Vector512<float> value = Vector512.Load(mean + i);
            Bounded(Vector512.FusedMultiplyAdd(value, value, Vector512.Load(variance + i))).Store(destination + i);
        }
    }

    /// <summary>sum = sum + values.</summary>
    public static void Add(float* values, float* sum, int length)
    {
        for (int i = 0; i < length; i += Width)
            (Vector512.Load(sum + i) + Vector512.Load(values + i)).Store(sum + i);
    }

    /// <summary>destination = first · second.</summary>
    public static void Multiply(float* first, float* second, float* destination, int length)
    {
        for (int i = 0; i < length; i += Width)
            (Vector512.Load(first + i) * Vector512.Load(second + i)).Store(destination + i);
    }

    /// <summary>destination = values · factor, with one factor per unit, which all lanes share.</summary>
    public static void MultiplyUnits(float* values, float* factors, float* destination, int units, int lanes)
    {
        if (lanes == 1)
        {
            Multiply(values, factors, destination, units);
            return;
        }

        for (int unit = 0; unit < units; unit++)
        {
            Vector512<float> factor = Vector512.Create(factors[unit]);
            for (int i = unit * Lanes; i < (unit + 1) * Lanes; i += Width)
                (Vector512.Load(values + i) * factor).Store(destination + i);
        }
    }

    /// <summary>values = values · factor.</summary>
    public static void Multiply(float* values, float factor, int length)
    {
        for (int i = 0; i < length; i += Width)
            (Vector512.Load(values + i) * Vector512.Create(factor)).Store(values + i);
    }
}
