namespace Microsoft.ML.Bayesian;

/// <summary>Where the predictions of a block of rows go.</summary>
internal readonly ref struct RowDestination(int classes, Span<float> probabilities, Span<PredictiveUncertainty> uncertainties, Span<int> sampleCounts)
{
    private readonly Span<float> probabilities = probabilities;
    private readonly Span<PredictiveUncertainty> uncertainties = uncertainties;
    private readonly Span<int> sampleCounts = sampleCounts;

    /// <summary>The number of rows.</summary>
    public int Count => uncertainties.Length;

    /// <summary>The class probabilities of a row.</summary>
    public Span<float> Probabilities(int row) => probabilities.Slice(row * classes, classes);

    /// <summary>The uncertainty of a row.</summary>
    public ref PredictiveUncertainty Uncertainty(int row) => ref uncertainties[row];

    /// <summary>The number of samples that a row took.</summary>
    public ref int SampleCount(int row) => ref sampleCounts[row];

    /// <summary>Gives a row the same value everywhere.</summary>
    public void Fill(int row, float value)
    {
        Probabilities(row).Fill(value);
        uncertainties[row] = new(value, value, value);
    }
}
