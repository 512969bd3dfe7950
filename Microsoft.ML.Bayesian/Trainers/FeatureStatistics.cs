using Microsoft.ML.Runtime;

namespace Microsoft.ML.Bayesian;

/// <summary>What can be seen of features that training will have trouble with, row by row.</summary>
internal sealed class FeatureStatistics
{
    private float[] first = [];
    private double sum, squares;
    private float largest;
    private long rows;
    private bool differ;

    public void Add(ReadOnlySpan<float> row)
    {
        if (rows++ == 0)
            first = row.ToArray();
        else
            differ |= !row.SequenceEqual(first);
        foreach (float value in row)
        {
            sum += value;
            squares += (double)value * value;
            largest = Math.Max(largest, Math.Abs(value));
        }
    }

    /// <summary>Warns of what was seen.</summary>
    public void Warn(IChannel channel, string column)
    {
        double count = (double)rows * first.Length, mean = sum / count, deviation = Math.Sqrt(Math.Max(0, squares / count - mean * mean));
        if (largest > 100 || deviation > 10)
        {
            channel.Warning(MessageSensitivity.Schema, $"The features in column '{column}' are not normalized: values up to {largest:G4} in magnitude, standard deviation {deviation:G4}. " +
                "Training works best with features of about unit size; NormalizeMinMax or NormalizeMeanVariance before the trainer does that.");
        }

        if (rows > 1 && !differ)
            channel.Warning(MessageSensitivity.Schema, $"Every row has the same features in column '{column}': there is nothing to tell the classes apart.");
    }
}
