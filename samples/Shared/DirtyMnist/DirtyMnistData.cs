namespace BayesianML.Samples;

/// <summary>
/// Dirty-MNIST (Mukhoti et al., "Deep Deterministic Uncertainty", 2021): clear and ambiguous digits to train on, in equal parts; and the test sets, with
/// Fashion-MNIST as the one that nothing was learnt about.
/// </summary>
internal sealed record DirtyMnistData(ImageSet MnistTraining, ImageSet AmbiguousTraining, ImageSet Mnist, ImageSet Ambiguous, ImageSet Fashion)
{
    /// <summary>Each ambiguous image comes with this many labels.</summary>
    public const int LabelsPerAmbiguousImage = 10;

    /// <summary>All rows to train on.</summary>
    /// <param name="movedCopies">How often each clear digit comes once more, moved by a pixel.</param>
    /// <param name="seed">The seed of these moves.</param>
    public IEnumerable<TrainingRow> RowsToTrainOn(int movedCopies, int seed) => TrainingRows.Of(MnistTraining, AmbiguousTraining, movedCopies, seed);
}
