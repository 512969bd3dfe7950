namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>
/// Rounds means so that a layer's outputs change least on the calibration rows. With H = E[x·xᵀ] the squared change of an output is
/// (ŵ − w)ᵀH(ŵ − w). Means are rounded one after the other, and what is left over of each is spread over those still to come in the way
/// that H says is best: with H⁻¹ = UᵀU for the upper triangular U, weight k takes −e·U[j,k]/U[j,j] of the error e of weight j (Frantar et al., "GPTQ", 2022, from
/// the optimal brain surgeon of Hassibi and Stork, 1992).
/// </summary>
internal sealed class CalibratedRounding
{
    private readonly double[] factor;
    private readonly int taps;

    /// <summary>Factorizes the moments.</summary>
    /// <param name="moments">E[x·xᵀ] or the covariance, taps × taps.</param>
    /// <param name="taps">The number of taps.</param>
    /// <param name="damping">What is added to the diagonal, as a share of its mean: it bounds how far a mean can move to help others.</param>
    public CalibratedRounding(double[] moments, int taps, double damping)
    {
        this.taps = taps;
        double mean = 0;
        for (int i = 0; i < taps; i++)
            mean += moments[i * taps + i] / taps;
        var damped = (double[])moments.Clone();
        for (int i = 0; i < taps; i++)
            damped[i * taps + i] += Math.Max(damping * mean, 1e-12);
        factor = UpperFactorOfInverse(damped, taps);
    }

    /// <summary>Rounds one row.</summary>
    /// <param name="means">The means of one output, tap by tap.</param>
    /// <param name="quantizer">The levels of the row.</param>
    /// <param name="codes">Receives the codes.</param>
    /// <returns>The mean squared change of the output, damping included.</returns>
    public double Round(ReadOnlySpan<float> means, UniformQuantizer quantizer, Span<byte> codes)
    {
        var remaining = new double[taps];
        double change = 0;
        for (int j = 0; j < taps; j++)
            remaining[j] = means[j];
        for (int j = 0; j < taps; j++)
        {
            codes[j] = (byte)quantizer.Encode((float)remaining[j]);
            ReadOnlySpan<double> row = factor.AsSpan(j * taps, taps);
            double error = (remaining[j] - quantizer.Decode(codes[j])) / row[j];
            change += error * error;
            for (int k = j + 1; k < taps; k++)
                remaining[k] -= error * row[k];
        }

        return change;
    }

    // H = L·Lᵀ gives H⁻¹ = L⁻ᵀ·L⁻¹, whose upper factor comes from factorizing it again from the last row upward: with the order of
    // rows and columns reversed, L of the reversed H gives the upper factor of the inverse directly.
    private static double[] UpperFactorOfInverse(double[] matrix, int size)
    {
        // Reversed Cholesky: matrix = R·Rᵀ with R upper triangular, so that H⁻¹ = R⁻ᵀ·R⁻¹ and U = R⁻¹ is upper triangular with H⁻¹ = UᵀU.
        var upper = new double[size * size];
        for (int j = size - 1; j >= 0; j--)
        {
            double diagonal = matrix[j * size + j];
            for (int k = j + 1; k < size; k++)
                diagonal -= upper[j * size + k] * upper[j * size + k];
            upper[j * size + j] = Math.Sqrt(Math.Max(diagonal, 1e-300));
            for (int i = j - 1; i >= 0; i--)
            {
                double sum = matrix[i * size + j];
                ReadOnlySpan<double> rowI = upper.AsSpan(i * size + j + 1, size - j - 1), rowJ = upper.AsSpan(j * size + j + 1, size - j - 1);
                for (int k = 0; k < rowJ.Length; k++)
                    sum -= rowI[k] * rowJ[k];
                upper[i * size + j] = sum / upper[j * size + j];
            }
        }

        // Inverse of the upper triangular R, row by row from the last: X·R = I.
        var inverse = new double[size * size];
        for (int i = size - 1; i >= 0; i--)
        {
            Span<double> row = inverse.AsSpan(i * size, size);
            row[i] = 1 / upper[i * size + i];
            double scale = -row[i];
            for (int k = i + 1; k < size; k++)
            {
                double coefficient = upper[i * size + k] * scale;
                if (coefficient == 0)
                    continue;
                ReadOnlySpan<double> below = inverse.AsSpan(k * size, size);
                for (int j = k; j < size; j++)
                    row[j] += coefficient * below[j];
            }
        }

        return inverse;
    }
}
