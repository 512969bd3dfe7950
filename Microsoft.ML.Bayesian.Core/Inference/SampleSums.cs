namespace Microsoft.ML.Bayesian;

/// <summary>What the samples of a block of rows sum up to: class probabilities, [tile][class][lane], and entropies in nats, one per row.</summary>
internal sealed class SampleSums(int classes)
{
    private const int Lanes = MultiplyAccumulate.RowLanes;

    /// <summary>The sums of the class probabilities.</summary>
    public double[] Probabilities { get; private set; } = [];

    /// <summary>The sums of the entropies.</summary>
    public double[] Entropies { get; private set; } = [];

    /// <summary>The place of a row's first class; the next one is <see cref="MultiplyAccumulate.RowLanes"/> further.</summary>
    public int Start(int row) => row / Lanes * Lanes * classes + row % Lanes;

    public double Probability(int row, int index) => Probabilities[Start(row) + index * Lanes];

    public double Entropy(int row) => Entropies[row];

    /// <summary>Makes room for rows, with sums of 0.</summary>
    public void Clear(int rows)
    {
        int padded = Reserve(rows);
        Array.Clear(Entropies, 0, padded);
        Array.Clear(Probabilities, 0, padded * classes);
    }

    /// <summary>Takes over the sums of rows.</summary>
    public void Take(SampleSums other, int rows)
    {
        int padded = Reserve(rows);
        Array.Copy(other.Entropies, Entropies, padded);
        Array.Copy(other.Probabilities, Probabilities, padded * classes);
    }

    /// <summary>Moves a row to an earlier place.</summary>
    public void Move(int row, int to)
    {
        Entropies[to] = Entropies[row];
        for (int i = 0; i < classes; i++)
            Probabilities[Start(to) + i * Lanes] = Probabilities[Start(row) + i * Lanes];
    }

    private int Reserve(int rows)
    {
        int padded = WeightLayout.RoundUp(rows, Lanes);
        if (Entropies.Length < padded)
        {
            Entropies = new double[padded];
            Probabilities = new double[checked(padded * classes)];
        }

        return padded;
    }
}
