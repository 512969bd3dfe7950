namespace BayesianML.CommandLine;

/// <summary>What a model says about a block of rows.</summary>
internal sealed class ScoredBlock(BayesianModel model)
{
    // Fewer rows than the lanes of a vector are not worth a thread.
    private const int LeastRowsPerThread = 32;

    private readonly int classes = model.Posterior.Network.ClassCount;
    private float[] probabilities = [];
    private PredictiveUncertainty[] uncertainties = [];
    private bool[] scored = [];

    public int Count { get; private set; }

    /// <summary>The probabilities of the classes, NaN where the row could not be scored.</summary>
    public ReadOnlySpan<float> Probabilities(int row) => probabilities.AsSpan(row * classes, classes);

    /// <summary>The uncertainty, NaN where the row could not be scored.</summary>
    public PredictiveUncertainty Uncertainty(int row) => uncertainties[row];

    /// <summary>The most probable class, the first of them on a tie; null where a feature is missing or infinite, so that nothing can be said.</summary>
    public int? PredictedClass(int row) => scored[row] ? System.Numerics.Tensors.TensorPrimitives.IndexOfMax(Probabilities(row)) : null;

    /// <summary>Scores rows, on as many threads as are worth it. Rows that cannot be scored are overwritten.</summary>
    public void Score(RowBlock rows, CancellationToken cancellation)
    {
        Count = rows.Count;
        if (uncertainties.Length < Count)
            (probabilities, uncertainties, scored) = (new float[Count * classes], new PredictiveUncertainty[Count], new bool[Count]);
        int parts = Math.Clamp(Count / LeastRowsPerThread, 1, Environment.ProcessorCount);
        if (parts == 1)
            Score(rows, 0, Count, cancellation);
        else
            Parallel.For(0, parts, new() { CancellationToken = cancellation }, part => Score(rows, Count * part / parts, Count * (part + 1) / parts, cancellation));
    }

    private void Score(RowBlock rows, int start, int end, CancellationToken cancellation)
    {
        Span<float> features = rows.Features.Span[(start * rows.Width)..(end * rows.Width)];
        for (int row = start; row < end; row++)
        {
            Span<float> own = features.Slice((row - start) * rows.Width, rows.Width);
            scored[row] = own.IndexOfAnyExceptFinite() < 0;
            if (!scored[row])
                own.Clear();
        }

        model.Predict(features, probabilities.AsSpan(start * classes, (end - start) * classes), uncertainties.AsSpan(start, end - start), cancellation);
        for (int row = start; row < end; row++)
        {
            if (scored[row])
                continue;
            probabilities.AsSpan(row * classes, classes).Fill(float.NaN);
            uncertainties[row] = new(float.NaN, float.NaN, float.NaN);
        }
    }
}
