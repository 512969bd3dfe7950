namespace Microsoft.ML.Bayesian;

/// <summary>How far a training is, and what it reported on the way.</summary>
internal sealed class TrainingLog : ICheckpointed
{
    private const int FieldCount = 13;

    private readonly List<SviProgress> history = [];

    /// <summary>The number of optimizer steps taken.</summary>
    public long Step { get; set; }

    /// <summary>One report per completed epoch.</summary>
    public IReadOnlyList<SviProgress> History => history;

    /// <summary>The number of completed epochs.</summary>
    public int Epochs => history.Count;

    /// <summary>The time that they took, in all processes together.</summary>
    public TimeSpan Elapsed => history.Count == 0 ? TimeSpan.Zero : history[^1].Elapsed;

    string ICheckpointed.Tag => "PROG";

    public void Add(SviProgress epoch) => history.Add(epoch);

    void ICheckpointed.Save(BinaryWriter writer)
    {
        writer.Write((ulong)Step);
        writer.Write((uint)history.Count);
        foreach (SviProgress epoch in history)
        {
            foreach (double value in Values(epoch))
                writer.Write(value);
            writer.Write(epoch.Elapsed.Ticks);
            writer.Write(epoch.Remaining.Ticks);
        }
    }

    void ICheckpointed.Restore(SectionReader reader)
    {
        Step = (long)reader.ReadUInt64();
        int count = reader.ReadCount(FieldCount * sizeof(double) + 2 * sizeof(long), "epochs");
        history.Clear();
        for (int i = 0; i < count; i++)
            history.Add(Read(reader));
    }

    // Whole numbers up to 2^53 are exact in double precision; what is absent is NaN.
    private static double[] Values(SviProgress epoch) =>
    [
        epoch.Epoch, epoch.EpochCount, epoch.Step, epoch.StepCount, epoch.EvidenceLowerBound, epoch.NegativeLogLikelihood, epoch.KullbackLeiblerDivergence, epoch.KlWeight,
        epoch.LearningRate, epoch.ValidationNegativeLogLikelihood ?? double.NaN, epoch.ValidationAccuracy ?? double.NaN, epoch.IsBest ? 1 : 0, epoch.RowsPerSecond,
    ];

    private static SviProgress Read(SectionReader reader)
    {
        double[] values = [.. Enumerable.Range(0, FieldCount).Select(_ => reader.ReadDouble())];
        return new SviProgress
        {
            Epoch = (int)values[0],
            EpochCount = (int)values[1],
            Step = (long)values[2],
            StepCount = (long)values[3],
            EvidenceLowerBound = values[4],
            NegativeLogLikelihood = values[5],
            KullbackLeiblerDivergence = values[6],
            KlWeight = values[7],
            LearningRate = values[8],
            ValidationNegativeLogLikelihood = double.IsNaN(values[9]) ? null : values[9],
            ValidationAccuracy = double.IsNaN(values[10]) ? null : values[10],
            IsBest = values[11] != 0,
            RowsPerSecond = values[12],
            Elapsed = new TimeSpan((long)reader.ReadUInt64()),
            Remaining = new TimeSpan((long)reader.ReadUInt64()),
        };
    }
}
