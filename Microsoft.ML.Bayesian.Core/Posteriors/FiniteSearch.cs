namespace Microsoft.ML.Bayesian;

internal static class FiniteSearch
{
    /// <summary>The index of the first value that is NaN or infinite, or −1.</summary>
    public static int IndexOfAnyExceptFinite(this Span<float> values) => IndexOfAnyExceptFinite((ReadOnlySpan<float>)values);

    /// <inheritdoc cref="IndexOfAnyExceptFinite(Span{float})"/>
    public static int IndexOfAnyExceptFinite(this ReadOnlySpan<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
                return i;
        }

        return -1;
    }
}
