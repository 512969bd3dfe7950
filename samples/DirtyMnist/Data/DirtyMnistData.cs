namespace BayesianML.Samples;

/// <summary>
/// Dirty-MNIST (Mukhoti et al., "Deep Deterministic Uncertainty", 2021): clear and ambiguous digits to train on, in equal parts; and the test sets, with
/// Fashion-MNIST as the one that nothing was learnt about.
/// </summary>
internal sealed record DirtyMnistData(ImageSet MnistTraining, ImageSet AmbiguousTraining, ImageSet Mnist, ImageSet Ambiguous, ImageSet Fashion)
{
    /// <summary>Each ambiguous image comes with this many labels.</summary>
    public const int LabelsPerAmbiguousImage = 10;

    /// <summary>The rows that the options train on.</summary>
    public IEnumerable<TrainingRow> RowsToTrainOn(BenchmarkOptions options) =>
        TrainingRows.Of(MnistTraining, AmbiguousTraining, options.MovedCopies, options.Seed);
}
