namespace BayesianML.Samples;

/// <summary>
/// Dirty-MNIST (Mukhoti et al., "Deep Deterministic Uncertainty", 2021): clear and ambiguous digits to train on, in equal parts; and the test sets, with
/// Fashion-MNIST as the one that nothing was learnt about.
/// </summary>
internal sealed record DirtyMnistData(ImageSet MnistTraining, ImageSet AmbiguousTraining, ImageSet Mnist, ImageSet Ambiguous, ImageSet Fashion)
{
    /// <summary>Each ambiguous image comes with this many labels.</summary>
    public const int LabelsPerAmbiguousImage = 10;

    /// <summary>Reads all sets, from where <see cref="DataFolders"/> found or put them.</summary>
    public static DirtyMnistData Read(DataFolders folders) => new(
        ImageSet.Read(folders.Mnist, "train"),
        ImageSet.Read(folders.Ambiguous, "train", LabelsPerAmbiguousImage),
        ImageSet.Read(folders.Mnist, "t10k"),
        ImageSet.Read(folders.Ambiguous, "t10k", LabelsPerAmbiguousImage),
        ImageSet.Read(folders.Fashion, "t10k"));
}
