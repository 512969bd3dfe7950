using Microsoft.ML.Data;

namespace BayesianML.Samples;

/// <summary>One row for ML.NET.</summary>
internal sealed class TrainingRow
{
    [VectorType(ImageSet.PixelCount)]
    public float[] Features { get; set; } = [];

    /// <summary>The digit. In objects, keys count from 0; it is in the data view that ML.NET counts them from 1.</summary>
    [KeyType(10)]
    public uint Label { get; set; }
}

/// <summary>Every pair of an image and one of its labels, made when it is asked for: 120,000 rows of floats need not exist at once.</summary>
internal static class TrainingRows
{
    public static IEnumerable<TrainingRow> Of(params ImageSet[] sets)
    {
        foreach (ImageSet set in sets)
        {
            for (int image = 0; image < set.Count; image++)
            {
                float[] features = set.Inputs(image, 1);
                for (int i = 0; i < set.LabelsPerImage; i++)
                    yield return new() { Features = features, Label = set.Labels(image)[i] };
            }
        }
    }
}
