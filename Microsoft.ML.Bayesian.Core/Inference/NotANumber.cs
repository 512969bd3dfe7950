namespace Microsoft.ML.Bayesian;

internal static class NotANumber
{
    /// <summary>Whether any of the values is NaN.</summary>
    public static bool ContainsNaN(this ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            if (float.IsNaN(value))
                return true;
        }

        return false;
    }
}
