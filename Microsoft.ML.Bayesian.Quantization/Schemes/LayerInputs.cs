using System.Numerics;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>
/// What calibration rows bring into one layer: first and second moments over the taps of one output (a tap is an input of a dense
/// layer, or one place in a convolution's window), and a sample of single values.
/// </summary>
internal sealed class LayerInputs
{
    private const int MostValues = 100_000;

    // Windows of a convolution overlap, so that a share of them tells the moments.
    private const int MostPositions = 25;

    private readonly int[][] positions;
    private readonly int taps;
    private readonly double[] sums;
    private readonly double[] squares;
    private readonly double[] products;
    private readonly List<float> values = [];
    private readonly int valueStride;
    private float smallest, largest;
    private double count;
    private int untilNextValue;

    /// <summary>Prepares the sums.</summary>
    /// <param name="layer">The layer, which has parameters.</param>
    /// <param name="expectedRows">The number of rows that will come, all samples together.</param>
    /// <param name="moments">Whether second moments are needed; they take (taps)² doubles.</param>
    public LayerInputs(NetworkLayer layer, int expectedRows, bool moments)
    {
        taps = layer.WeightCount / layer.BiasCount;
        positions = Windows(layer);
        sums = new double[taps];
        squares = new double[taps];
        products = moments ? new double[taps * taps] : [];
        valueStride = (int)Math.Max(1, (long)expectedRows * layer.Input.Length / MostValues);
    }

    /// <summary>The number of taps of one output.</summary>
    public int Taps => taps;

    /// <summary>A sample of the values, with the smallest and the largest of all.</summary>
    public float[] Values => [.. values, smallest, largest];

    /// <summary>The mean of each tap.</summary>
    public double[] Means() => [.. sums.Select(sum => sum / Math.Max(count, 1))];

    /// <summary>The mean square of each tap.</summary>
    public double[] MeanSquares() => [.. squares.Select(sum => sum / Math.Max(count, 1))];

    /// <summary>E[x·xᵀ] over the taps, or the covariance.</summary>
    /// <param name="centred">Whether the means are taken off first.</param>
    public double[] Moments(bool centred)
    {
        double[] means = Means();
        var moments = new double[products.Length];
        for (int i = 0; i < taps; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double moment = products[i * taps + j] / Math.Max(count, 1) - (centred ? means[i] * means[j] : 0);
                moments[i * taps + j] = moments[j * taps + i] = moment;
            }
        }

        return moments;
    }

    /// <summary>Adds a block of rows, [feature][lane].</summary>
    public void Add(ReadOnlySpan<float> inputs, int rows)
    {
        const int Lanes = CalibrationPass.Lanes;
        var block = new float[taps * Lanes];
        foreach (int[] window in positions)
        {
            for (int tap = 0; tap < taps; tap++)
            {
                // A place outside the image is 0, as padding is.
                Span<float> lanes = block.AsSpan(tap * Lanes, Lanes);
                if (window[tap] < 0)
                    lanes.Clear();
                else
                    inputs.Slice(window[tap] * Lanes, rows).CopyTo(lanes);
            }

            AddMoments(block);
            count += rows;
        }

        AddValues(inputs, rows);
    }

    // Lanes without a row hold 0 and add nothing.
    private void AddMoments(float[] block)
    {
        const int Lanes = CalibrationPass.Lanes;
        for (int i = 0; i < taps; i++)
        {
            ReadOnlySpan<Vector<float>> a = MemoryMarshal.Cast<float, Vector<float>>(block.AsSpan(i * Lanes, Lanes));
            Vector<float> sum = Vector<float>.Zero, square = Vector<float>.Zero;
            foreach (Vector<float> part in a)
            {
                sum += part;
                square += part * part;
            }

            sums[i] += Vector.Sum(sum);
            squares[i] += Vector.Sum(square);
            if (products.Length == 0 || Vector.EqualsAll(square, Vector<float>.Zero))
                continue;
            for (int j = 0; j <= i; j++)
            {
                ReadOnlySpan<Vector<float>> b = MemoryMarshal.Cast<float, Vector<float>>(block.AsSpan(j * Lanes, Lanes));
                Vector<float> product = Vector<float>.Zero;
                for (int k = 0; k < a.Length; k++)
                    product += a[k] * b[k];
                products[i * taps + j] += Vector.Sum(product);
            }
        }
    }

    private void AddValues(ReadOnlySpan<float> inputs, int rows)
    {
        for (int feature = 0; feature < inputs.Length / CalibrationPass.Lanes; feature++)
        {
            for (int row = 0; row < rows; row++)
            {
                float value = inputs[feature * CalibrationPass.Lanes + row];
                (smallest, largest) = (Math.Min(smallest, value), Math.Max(largest, value));
                if (untilNextValue-- > 0)
                    continue;
                values.Add(value);
                untilNextValue = valueStride - 1;
            }
        }
    }

    private static int[][] Windows(NetworkLayer layer)
    {
        int count = LayerWindows.Count(layer), step = (count + MostPositions - 1) / MostPositions;
        return [.. Enumerable.Range(0, count).Where(position => position % step == step / 2).Select(position => LayerWindows.At(layer, position))];
    }
}
