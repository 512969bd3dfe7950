namespace Microsoft.ML.Bayesian;

/// <summary>
/// Finds the rows of a block whose answer more samples would not change, gives them their answer, and closes up the others. Keeps what eight
/// groups of samples summed up to; when there are eight, neighbours are joined, and groups of twice the size follow.
/// </summary>
internal sealed class SettledRows(NetworkArchitecture network, AdaptiveSampling adaptive)
{
    private const int Groups = 8, FirstGroupSamples = 4;

    private readonly SampleSums[] snapshots = [.. Enumerable.Range(0, Groups).Select(_ => new SampleSums(network.ClassCount))];
    private readonly double[] without = new double[network.ClassCount];
    private float[] rows = [];
    private int[] original = [];
    private int inputs, groupSamples, closed;

    /// <summary>The number of rows that are not settled.</summary>
    public int Count { get; private set; }

    /// <summary>Their inputs.</summary>
    public ReadOnlySpan<float> Rows => rows.AsSpan(0, Count * inputs);

    /// <summary>The number that a row had at the start.</summary>
    public int Original(int row) => original[row];

    /// <summary>Takes in the rows of a block.</summary>
    public void Start(ReadOnlySpan<float> block, int count, int inputCount)
    {
        (Count, inputs, groupSamples, closed) = (count, inputCount, FirstGroupSamples, 0);
        if (rows.Length < block.Length)
            rows = new float[block.Length];
        if (original.Length < count)
            original = new int[count];
        block.CopyTo(rows);
        for (int row = 0; row < count; row++)
            original[row] = row;
    }

    /// <summary>Whether a group is complete after that many samples.</summary>
    public bool ClosesGroup(int samples) => samples % groupSamples == 0;

    /// <summary>Closes a group; where it is the eighth, looks at the rows.</summary>
    /// <param name="block">The sums; those of rows that are not settled close up.</param>
    /// <param name="samples">The number of samples so far.</param>
    /// <param name="most">The number of samples at the end.</param>
    /// <param name="destination">Receives the answers of settled rows.</param>
    /// <returns>Whether any row was settled.</returns>
    public bool Close(RowBlock block, int samples, int most, RowDestination destination)
    {
        snapshots[closed++].Take(block.Sums, Count);
        if (closed < Groups)
            return false;
        int kept = 0;
        double factor = StudentQuantile(1 - (1 - adaptive.Confidence) / (2 * Looks(most)));
        for (int row = 0; row < Count; row++)
        {
            if (samples < most && IsSettled(row, factor))
            {
                block.Store(row, samples, destination, original[row]);
                continue;
            }

            Move(row, kept++, block);
        }

        bool any = kept < Count;
        Count = kept;
        Join();
        return any;
    }

    private void Move(int row, int to, RowBlock block)
    {
        if (row == to)
            return;
        original[to] = original[row];
        rows.AsSpan(row * inputs, inputs).CopyTo(rows.AsSpan(to * inputs));
        block.Sums.Move(row, to);
        foreach (SampleSums snapshot in snapshots)
            snapshot.Move(row, to);
    }

    private void Join()
    {
        for (int group = 0; group < Groups / 2; group++)
            (snapshots[group], snapshots[2 * group + 1]) = (snapshots[2 * group + 1], snapshots[group]);
        (closed, groupSamples) = (Groups / 2, 2 * groupSamples);
    }

    private static int Looks(int most)
    {
        int looks = 0;
        for (long samples = Groups * FirstGroupSamples; samples < most; samples *= 2)
            looks++;
        return Math.Max(1, looks);
    }

    /// <summary>With θ₋ₖ the value without group k of G: its variance is (G − 1)/G·Σ(θ₋ₖ − mean)², its bias (G − 1)(mean − θ).</summary>
    private bool IsSettled(int row, double factor)
    {
        (int first, int second) = Leaders(row);
        Span<double> leads = stackalloc double[Groups], epistemics = stackalloc double[Groups];
        for (int group = 0; group < Groups; group++)
            (leads[group], epistemics[group]) = Values(row, group, first, second);
        (double lead, double epistemic) = Values(row, -1, first, second);
        (_, double leadError) = Jackknife(leads, lead);
        (double bias, double epistemicError) = Jackknife(epistemics, epistemic);
        return lead > factor * leadError && Math.Abs(bias) + factor * epistemicError <= adaptive.EpistemicTolerance;
    }

    private static (double Bias, double Error) Jackknife(ReadOnlySpan<double> without, double all)
    {
        double mean = 0, squares = 0;
        foreach (double value in without)
            mean += value / Groups;
        foreach (double value in without)
            squares += (value - mean) * (value - mean);
        return ((Groups - 1) * (mean - all), Math.Sqrt((Groups - 1.0) / Groups * squares));
    }

    private (int First, int Second) Leaders(int row)
    {
        SampleSums all = snapshots[^1];
        (int first, int second) = all.Probability(row, 0) >= all.Probability(row, 1) ? (0, 1) : (1, 0);
        for (int i = 2; i < network.ClassCount; i++)
        {
            if (all.Probability(row, i) > all.Probability(row, first))
                (first, second) = (i, first);
            else if (all.Probability(row, i) > all.Probability(row, second))
                second = i;
        }

        return (first, second);
    }

    // The lead of the most probable class and the epistemic uncertainty, without one group's samples.
    private (double Lead, double Epistemic) Values(int row, int group, int first, int second)
    {
        double share = group < 0 ? 1 : (Groups - 1.0) / Groups, samples = share * Groups * groupSamples;
        SampleSums all = snapshots[^1];
        double epistemic = -(all.Entropy(row) - OfGroup(row, group, -1)) / samples;
        for (int i = 0; i < without.Length; i++)
        {
            without[i] = (all.Probability(row, i) - OfGroup(row, group, i)) / samples;
            epistemic += Microsoft.ML.Bayesian.Entropy.Term(without[i]);
        }

        return (without[first] - without[second], epistemic);
    }

    // What one group added to the sum of a class, or of the entropies.
    private double OfGroup(int row, int group, int index)
    {
        double Of(SampleSums sums) => index < 0 ? sums.Entropy(row) : sums.Probability(row, index);
        return group < 0 ? 0 : Of(snapshots[group]) - (group == 0 ? 0 : Of(snapshots[group - 1]));
    }

    // Seven degrees of freedom, from the normal quantile (Abramowitz and Stegun, 26.7.5).
    private static double StudentQuantile(double probability)
    {
        const double Freedom = Groups - 1;
        double z = QuasiRandomNormals.InverseNormal(probability), square = z * z;
        return z * (1 + (square + 1) / (4 * Freedom)
            + ((5 * square + 16) * square + 3) / (96 * Freedom * Freedom)
            + (((3 * square + 19) * square + 17) * square - 15) / (384 * Freedom * Freedom * Freedom)
            + ((((79 * square + 776) * square + 1482) * square - 1920) * square - 945) / (92160 * Freedom * Freedom * Freedom * Freedom));
    }
}
