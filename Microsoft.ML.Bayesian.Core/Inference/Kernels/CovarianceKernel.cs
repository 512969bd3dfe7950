using System.Runtime.Intrinsics;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// Covariance matrices of logits, one per lane. A symmetric matrix is kept as its lower triangle, row by row: entry i(i + 1)/2 + j is
/// that of row i and column j ≤ i. Every entry is one accumulator that takes its terms in order, whatever the lanes hold.
/// </summary>
internal static unsafe class CovarianceKernel
{
    private const int Lanes = MultiplyAccumulate.RowLanes, Width = ElementwiseKernel.Width;

    // A pivot below this part of its variance is what rounding left of 0.
    private const float SmallestPivot = 1e-6f;

    /// <summary>The number of entries of a triangle.</summary>
    public static int Entries(int classes) => classes * (classes + 1) / 2;

    /// <summary>remainder = max(variance − gain²·carried, 0): what an activation's variance has beside its linear part.</summary>
    public static void Remainder(float* variance, float* gain, float* carried, float* remainder, int length)
    {
        for (int i = 0; i < length; i += Width)
        {
            Vector512<float> slope = Vector512.Load(gain + i);
            Vector512<float> rest = Vector512.FusedMultiplyAdd(-slope * slope, Vector512.Load(carried + i), Vector512.Load(variance + i));
            Vector512.Max(rest, Vector512<float>.Zero).Store(remainder + i);
        }
    }

    /// <summary>matrix += Σₖ form[i][k]·variance[k]·form[j][k] for all j ≤ i.</summary>
    /// <param name="forms">The linear forms, [class][unit][lane]; each is <paramref name="stride"/> × lanes values.</param>
    /// <param name="stride">The units of a form, padding included.</param>
    /// <param name="units">The units of a form.</param>
    /// <param name="variance">The variances, [unit][lane].</param>
    /// <param name="weighted">A buffer of a form's length.</param>
    /// <param name="matrix">The matrices, [entry][lane].</param>
    /// <param name="classes">The number of forms.</param>
    /// <param name="lanes"><see cref="MultiplyAccumulate.RowLanes"/>, or 1 for a single row.</param>
    public static void AddProducts(float* forms, int stride, int units, float* variance, float* weighted, float* matrix, int classes, int lanes)
    {
        nint length = (nint)stride * lanes;
        int entry = 0;
        for (int i = 0; i < classes; i++)
        {
            ElementwiseKernel.Multiply(forms + i * length, variance, weighted, units * lanes);
            for (int j = 0; j <= i; j += 4)
            {
                int count = Math.Min(4, i + 1 - j);
                // Forms past the row's end are computed with the others and not kept.
                float* f0 = forms + j * length, f1 = forms + Math.Min(j + 1, i) * length, f2 = forms + Math.Min(j + 2, i) * length, f3 = forms + Math.Min(j + 3, i) * length;
                if (lanes == 1)
                    AddSingle(weighted, f0, f1, f2, f3, units, matrix + entry, count);
                else
                    AddRows(weighted, f0, f1, f2, f3, units, matrix + (nint)entry * Lanes, count);
                entry += count;
            }
        }
    }

    /// <summary>Replaces matrices by their Cholesky factors; a matrix that is not positive definite loses the directions that are not.</summary>
    /// <param name="matrix">The matrices, [entry][lane], <paramref name="lanes"/> values apart.</param>
    /// <param name="classes">The number of rows.</param>
    /// <param name="lanes">The number of lanes, a multiple of the vector's.</param>
    public static void Factorize(float* matrix, int classes, int lanes)
    {
        for (int lane = 0; lane < lanes; lane += Width)
        {
            float* m = matrix + lane;
            for (int i = 0; i < classes; i++)
            {
                float* row = m + (nint)Entries(i) * lanes;
                for (int j = 0; j < i; j++)
                {
                    float* other = m + (nint)Entries(j) * lanes;
                    Vector512<float> sum = Vector512.Load(row + (nint)j * lanes);
                    for (int k = 0; k < j; k++)
                        sum = Vector512.FusedMultiplyAdd(-Vector512.Load(row + (nint)k * lanes), Vector512.Load(other + (nint)k * lanes), sum);
                    Vector512<float> diagonal = Vector512.Load(other + (nint)j * lanes);
                    Vector512<float> none = Vector512.Equals(diagonal, Vector512<float>.Zero);
                    Vector512.AndNot(sum / diagonal, none).Store(row + (nint)j * lanes);
                }

                Vector512<float> variance = Vector512.Load(row + (nint)i * lanes), pivot = variance;
                for (int k = 0; k < i; k++)
                {
                    Vector512<float> value = Vector512.Load(row + (nint)k * lanes);
                    pivot = Vector512.FusedMultiplyAdd(-value, value, pivot);
                }

                Vector512<float> least = variance * Vector512.Create(SmallestPivot);
                Vector512.AndNot(Vector512.Sqrt(pivot), Vector512.LessThan(pivot, least)).Store(row + (nint)i * lanes);
            }
        }
    }

    private static void AddRows(float* weighted, float* f0, float* f1, float* f2, float* f3, int units, float* matrix, int count)
    {
        for (int lane = 0; lane < Lanes; lane += Width)
        {
            float* m = matrix + lane;
            Vector512<float> a0 = Vector512.Load(m), a1 = a0, a2 = a0, a3 = a0;
            if (count > 1)
                a1 = Vector512.Load(m + Lanes);
            if (count > 2)
                a2 = Vector512.Load(m + 2 * Lanes);
            if (count > 3)
                a3 = Vector512.Load(m + 3 * Lanes);
            for (int k = lane; k < units * Lanes; k += Lanes)
            {
                Vector512<float> weight = Vector512.Load(weighted + k);
                a0 = Vector512.FusedMultiplyAdd(weight, Vector512.Load(f0 + k), a0);
                a1 = Vector512.FusedMultiplyAdd(weight, Vector512.Load(f1 + k), a1);
                a2 = Vector512.FusedMultiplyAdd(weight, Vector512.Load(f2 + k), a2);
                a3 = Vector512.FusedMultiplyAdd(weight, Vector512.Load(f3 + k), a3);
            }

            a0.Store(m);
            if (count > 1)
                a1.Store(m + Lanes);
            if (count > 2)
                a2.Store(m + 2 * Lanes);
            if (count > 3)
                a3.Store(m + 3 * Lanes);
        }
    }

    private static void AddSingle(float* weighted, float* f0, float* f1, float* f2, float* f3, int units, float* matrix, int count)
    {
        float a0 = matrix[0], a1 = count > 1 ? matrix[1] : 0, a2 = count > 2 ? matrix[2] : 0, a3 = count > 3 ? matrix[3] : 0;
        for (int k = 0; k < units; k++)
        {
            a0 = MathF.FusedMultiplyAdd(weighted[k], f0[k], a0);
            a1 = MathF.FusedMultiplyAdd(weighted[k], f1[k], a1);
            a2 = MathF.FusedMultiplyAdd(weighted[k], f2[k], a2);
            a3 = MathF.FusedMultiplyAdd(weighted[k], f3[k], a3);
        }

        matrix[0] = a0;
        if (count > 1)
            matrix[1] = a1;
        if (count > 2)
            matrix[2] = a2;
        if (count > 3)
            matrix[3] = a3;
    }
}
