using System.Runtime.Intrinsics;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// Few points that stand for a standard normal distribution of several dimensions better than as many independent draws: a Halton
/// sequence (the digits of 0, 1, 2, … in a prime base, mirrored at the point), every digit exchanged by a permutation drawn from the
/// seed, moved into the middle of its cell, and taken through the inverse normal distribution function. Then each dimension is
/// shifted and scaled to mean 0 and variance 1.
/// </summary>
internal static class QuasiRandomNormals
{
    private const int Stream = 1 << 17;

    /// <summary>Computes the points.</summary>
    /// <param name="count">Their number.</param>
    /// <param name="dimensions">The number of coordinates of each.</param>
    /// <param name="seed">What the permutations are a function of.</param>
    /// <returns>The points, [dimension][point].</returns>
    public static float[][] Create(int count, int dimensions, ulong seed)
    {
        var coordinates = new float[dimensions][];
        int prime = 1;
        for (int dimension = 0; dimension < dimensions; dimension++)
        {
            do
                prime++;
            while (!IsPrime(prime));
            coordinates[dimension] = Standardize(Uniforms(count, prime, seed, dimension).Select(InverseNormal));
        }

        return coordinates;
    }

    /// <summary>The value that a standard normal falls below with the given probability: Acklam's rational approximation, relative error 10⁻⁹.</summary>
    internal static double InverseNormal(double probability)
    {
        const double Low = 0.02425;
        if (probability > 0.5)
            return -InverseNormal(1 - probability);
        if (probability >= Low)
        {
            double q = probability - 0.5, r = q * q;
            return Polynomial(r, 2.506628277459239, -3.066479806614716e1, 1.383577518672690e2, -2.759285104469687e2, 2.209460984245205e2, -3.969683028665376e1) * q
                / Polynomial(r, 1, -1.328068155288572e1, 6.680131188771972e1, -1.556989798598866e2, 1.615858368580409e2, -5.447609879822406e1);
        }

        double tail = Math.Sqrt(-2 * VectorMath.Log(Vector512.Create(probability))[0]);
        return Polynomial(tail, 2.938163982698783, 4.374664141464968, -2.549732539343734, -2.400758277161838, -3.223964580411365e-1, -7.784894002430293e-3)
            / Polynomial(tail, 1, 3.754408661907416, 2.445134137142996, 3.224671290700398e-1, 7.784695709041462e-3);
    }

    private static IEnumerable<double> Uniforms(int count, int prime, ulong seed, int dimension)
    {
        // As many digits as tell the points apart; the rest is the middle of the cell.
        int digits = 1;
        for (long cells = prime; cells < count; cells *= prime)
            digits++;
        int[][] permutations = [.. Enumerable.Range(0, digits).Select(digit => Permutation(prime, seed, dimension, digit))];
        for (int point = 0; point < count; point++)
        {
            double value = 0, cell = 1;
            int rest = point;
            foreach (int[] permutation in permutations)
            {
                (rest, int digit) = Math.DivRem(rest, prime);
                cell /= prime;
                value += permutation[digit] * cell;
            }

            yield return value + cell / 2;
        }
    }

    private static int[] Permutation(int length, ulong seed, int dimension, int digit)
    {
        var permutation = new int[length];
        Vector512<uint> word0 = default, word1 = default, word2 = default, word3 = default;
        for (int i = 0; i < length; i++)
        {
            if (i % Vector512<uint>.Count == 0)
            {
                word0 = Vector512.Create((uint)i) + Vector512<uint>.Indices;
                (word1, word2, word3) = (Vector512.Create((uint)(Stream + digit)), Vector512.Create((uint)dimension), Vector512<uint>.Zero);
                Philox.Encrypt(seed, ref word0, ref word1, ref word2, ref word3);
            }

            // Fisher and Yates, from the inside out.
            int other = (int)(((ulong)word0[i % Vector512<uint>.Count] * (uint)(i + 1)) >> 32);
            permutation[i] = permutation[other];
            permutation[other] = i;
        }

        return permutation;
    }

    private static float[] Standardize(IEnumerable<double> values)
    {
        double[] all = [.. values];
        double mean = all.Average(), variance = all.Sum(value => (value - mean) * (value - mean)) / all.Length;
        double factor = variance > 0 ? 1 / Math.Sqrt(variance) : 1;
        return [.. all.Select(value => (float)((value - mean) * factor))];
    }

    private static double Polynomial(double x, params ReadOnlySpan<double> coefficients)
    {
        double sum = 0;
        for (int i = coefficients.Length - 1; i >= 0; i--)
            sum = sum * x + coefficients[i];
        return sum;
    }

    private static bool IsPrime(int number)
    {
        for (int divisor = 2; divisor * divisor <= number; divisor++)
        {
            if (number % divisor == 0)
                return false;
        }

        return true;
    }
}
