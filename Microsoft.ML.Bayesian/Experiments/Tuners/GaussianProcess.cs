namespace Microsoft.ML.Bayesian;

/// <summary>
/// Gaussian process regression with a Matérn 5/2 kernel of unit variance, a length for each dimension and even noise. Source: Rasmussen and Williams, "Gaussian
/// Processes for Machine Learning" (2006), algorithm 2.1.
/// </summary>
internal sealed class GaussianProcess
{
    private static readonly double[] lengths = [0.1, 0.2, 0.35, 0.6, 1, 2, 4], noises = [1e-3, 1e-2, 0.1, 0.3];

    private readonly double[][] points;
    private readonly bool[] isChoice;
    private readonly double[] scales;
    private readonly double[,] root;
    private readonly double[] weights;

    private GaussianProcess(double[][] points, bool[] isChoice, double[] values, double[] lengthScales, double noise)
    {
        (this.points, this.isChoice, scales) = (points, isChoice, [.. lengthScales.Select(length => 1 / (length * length))]);
        int count = points.Length;
        root = new double[count, count];
        for (int row = 0; row < count; row++)
        {
            for (int column = 0; column <= row; column++)
            {
                double sum = Kernel(points[row], points[column]) + (row == column ? noise : 0);
                for (int k = 0; k < column; k++)
                    sum -= root[row, k] * root[column, k];
                root[row, column] = row == column ? Math.Sqrt(sum) : sum / root[column, column];
            }
        }

        double[] half = SolveLower(values);
        weights = SolveUpper(half);
        LogEvidence = -0.5 * half.Sum(value => value * value);
        for (int row = 0; row < count; row++)
            LogEvidence -= Math.Log(root[row, row]);
    }

    /// <summary>The logarithm of the marginal likelihood, without its constant.</summary>
    public double LogEvidence { get; }

    /// <summary>Fits lengths and noise, one after the other from a list, to the evidence and a wide prior on the lengths, without which a few points fit anything.</summary>
    /// <param name="points">The points of the unit cube.</param>
    /// <param name="isChoice">For each dimension, whether its values are equal or different, and nothing between.</param>
    /// <param name="values">The values at the points, of about mean 0 and variance 1.</param>
    public static GaussianProcess Fit(double[][] points, bool[] isChoice, double[] values)
    {
        double[] length = [.. isChoice.Select(_ => 0.6)];
        double noise = 1e-2, score = double.NegativeInfinity;
        GaussianProcess? best = null;
        for (int sweep = 0; sweep < 2; sweep++)
        {
            for (int dimension = 0; dimension < length.Length; dimension++)
            {
                foreach (double candidate in lengths)
                    Try([.. length.Select((own, i) => i == dimension ? candidate : own)], noise);
            }

            foreach (double candidate in noises)
                Try(length, candidate);
        }

        return best!;

        void Try(double[] candidate, double candidateNoise)
        {
            var process = new GaussianProcess(points, isChoice, values, candidate, candidateNoise);
            double own = process.LogEvidence - candidate.Sum(value => 0.5 * Math.Pow(Math.Log(value / 0.6), 2));
            if (own > score)
                (best, score, length, noise) = (process, own, candidate, candidateNoise);
        }
    }

    /// <summary>The posterior of the function, without noise, at a point.</summary>
    public (double Mean, double Deviation) Predict(double[] point)
    {
        double[] covariances = [.. points.Select(own => Kernel(own, point))];
        double mean = covariances.Zip(weights, (a, b) => a * b).Sum();
        double explained = SolveLower(covariances).Sum(value => value * value);
        return (mean, Math.Sqrt(Math.Max(1 - explained, 1e-12)));
    }

    private double Kernel(double[] first, double[] second)
    {
        double square = 0;
        for (int i = 0; i < first.Length; i++)
        {
            double distance = isChoice[i] ? (first[i] == second[i] ? 0 : 1) : first[i] - second[i];
            square += distance * distance * scales[i];
        }

        double reach = Math.Sqrt(5 * square);
        return (1 + reach + reach * reach / 3) * Math.Exp(-reach);
    }

    private double[] SolveLower(double[] right)
    {
        var solution = new double[right.Length];
        for (int row = 0; row < right.Length; row++)
        {
            double sum = right[row];
            for (int column = 0; column < row; column++)
                sum -= root[row, column] * solution[column];
            solution[row] = sum / root[row, row];
        }

        return solution;
    }

    private double[] SolveUpper(double[] right)
    {
        var solution = new double[right.Length];
        for (int row = right.Length - 1; row >= 0; row--)
        {
            double sum = right[row];
            for (int column = row + 1; column < right.Length; column++)
                sum -= root[column, row] * solution[column];
            solution[row] = sum / root[row, row];
        }

        return solution;
    }
}
