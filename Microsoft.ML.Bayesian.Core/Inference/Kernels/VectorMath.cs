using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// Elementary functions of our own with explicit fused multiply–adds: the same bits in every lane, at every vector width and on every
/// platform, and within a few units in the last place of the true value.
/// </summary>
internal static class VectorMath
{
    /// <summary>eˣ for x ≤ 0, and 0 below −87: eˣ = 2ⁿ·eʳ with n the nearest integer to x/ln 2, eʳ by its Taylor series.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ExpOfNonPositive(Vector512<float> x)
    {
        // The high part of ln 2 has few enough bits that n times it is exact.
        Vector512<float> n = Vector512.Round(x * Vector512.Create(1.44269504f));
        Vector512<float> r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-0.693359375f), x);
        r = Vector512.FusedMultiplyAdd(n, Vector512.Create(2.12194440e-4f), r);

        Vector512<float> series = Vector512.Create(1f / 5040);
        series = Vector512.FusedMultiplyAdd(series, r, Vector512.Create(1f / 720));
        series = Vector512.FusedMultiplyAdd(series, r, Vector512.Create(1f / 120));
        series = Vector512.FusedMultiplyAdd(series, r, Vector512.Create(1f / 24));
        series = Vector512.FusedMultiplyAdd(series, r, Vector512.Create(1f / 6));
        series = Vector512.FusedMultiplyAdd(series, r, Vector512.Create(0.5f));
        series = Vector512.FusedMultiplyAdd(series, r, Vector512<float>.One);
        series = Vector512.FusedMultiplyAdd(series, r, Vector512<float>.One);
        Vector512<float> power = (series.AsInt32() + (Vector512.ConvertToInt32(n) << 23)).AsSingle();
        return Vector512.AndNot(power, Vector512.LessThan(x, Vector512.Create(-87f)));
    }

    /// <summary>ln x for positive normal x: x = 2ᵉ·m with m in [√½, √2), ln m = 2·artanh((m − 1)/(m + 1)) by its power series.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Log(Vector512<float> x)
    {
        Vector512<int> shifted = x.AsInt32() - Vector512.Create(BitConverter.SingleToInt32Bits(0.70710678f));
        Vector512<float> exponent = Vector512.ConvertToSingle(shifted >> 23);
        Vector512<float> m = ((shifted & Vector512.Create(0x007FFFFF)) + Vector512.Create(BitConverter.SingleToInt32Bits(0.70710678f))).AsSingle();
        Vector512<float> s = (m - Vector512<float>.One) / (m + Vector512<float>.One);
        Vector512<float> square = s * s;
        Vector512<float> series = Vector512.Create(2f / 9);
        series = Vector512.FusedMultiplyAdd(series, square, Vector512.Create(2f / 7));
        series = Vector512.FusedMultiplyAdd(series, square, Vector512.Create(2f / 5));
        series = Vector512.FusedMultiplyAdd(series, square, Vector512.Create(2f / 3));
        series = Vector512.FusedMultiplyAdd(series, square, Vector512.Create(2f));
        return Vector512.FusedMultiplyAdd(exponent, Vector512.Create(0.693147181f), series * s);
    }

    /// <summary>The same in double precision.</summary>
    public static Vector512<double> Log(Vector512<double> x)
    {
        const double SquareRootOfHalf = 0.70710678118654752;
        Vector512<long> shifted = x.AsInt64() - Vector512.Create(BitConverter.DoubleToInt64Bits(SquareRootOfHalf));
        Vector512<double> exponent = Vector512.ConvertToDouble(shifted >> 52);
        Vector512<double> m = ((shifted & Vector512.Create(0x000FFFFFFFFFFFFF)) + Vector512.Create(BitConverter.DoubleToInt64Bits(SquareRootOfHalf))).AsDouble();
        Vector512<double> s = (m - Vector512<double>.One) / (m + Vector512<double>.One);
        Vector512<double> square = s * s, series = Vector512.Create(2.0 / 21);
        for (int power = 19; power >= 1; power -= 2)
            series = Vector512.FusedMultiplyAdd(series, square, Vector512.Create(2.0 / power));
        return Vector512.FusedMultiplyAdd(exponent, Vector512.Create(0.69314718055994531), series * s);
    }

    /// <summary>sin πt and cos πt for t in [−1, 1]: reduced to the nearest quarter turn, then Taylor series in [−π/4, π/4].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<float> Sine, Vector512<float> Cosine) SinCosPi(Vector512<float> t)
    {
        Vector512<float> quarters = Vector512.Round(t + t);
        Vector512<int> quadrant = Vector512.ConvertToInt32(quarters);
        Vector512<float> x = Vector512.FusedMultiplyAdd(quarters, Vector512.Create(-0.5f), t) * Vector512.Create(MathF.PI);
        Vector512<float> square = x * x;

        Vector512<float> sine = Vector512.Create(1f / 362880);
        sine = Vector512.FusedMultiplyAdd(sine, square, Vector512.Create(-1f / 5040));
        sine = Vector512.FusedMultiplyAdd(sine, square, Vector512.Create(1f / 120));
        sine = Vector512.FusedMultiplyAdd(sine, square, Vector512.Create(-1f / 6));
        sine = Vector512.FusedMultiplyAdd(sine * square, x, x);

        Vector512<float> cosine = Vector512.Create(1f / 40320);
        cosine = Vector512.FusedMultiplyAdd(cosine, square, Vector512.Create(-1f / 720));
        cosine = Vector512.FusedMultiplyAdd(cosine, square, Vector512.Create(1f / 24));
        cosine = Vector512.FusedMultiplyAdd(cosine, square, Vector512.Create(-0.5f));
        cosine = Vector512.FusedMultiplyAdd(cosine, square, Vector512<float>.One);

        // Odd quadrants swap sine and cosine; the second bit of the quadrant (of its successor) is the sign of the sine (cosine).
        Vector512<float> swap = Vector512.Equals(quadrant & Vector512<int>.One, Vector512<int>.One).AsSingle();
        Vector512<int> sineSign = (quadrant & Vector512.Create(2)) << 30;
        Vector512<int> cosineSign = ((quadrant + Vector512<int>.One) & Vector512.Create(2)) << 30;
        return (
            (Vector512.ConditionalSelect(swap, cosine, sine).AsInt32() ^ sineSign).AsSingle(),
            (Vector512.ConditionalSelect(swap, sine, cosine).AsInt32() ^ cosineSign).AsSingle());
    }
}
