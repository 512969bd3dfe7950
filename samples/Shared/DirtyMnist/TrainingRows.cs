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

    /// <summary>How much the row counts; the copies of one image share the weight of one.</summary>
    public float Weight { get; set; } = 1;
}

/// <summary>Every pair of an image and one of its labels, made when it is asked for: 120,000 rows of floats need not exist at once.</summary>
internal static class TrainingRows
{
    private static readonly (int Down, int Across)[] neighbours = [(-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1)];

    /// <summary>
    /// The clear digits and the ambiguous ones, in equal parts. A clear digit can come in several copies, the first as it is, the
    /// others moved by one pixel in a random direction; together they weigh as much as one, so the set stays as large as it was.
    /// Ambiguous digits come in ten copies anyway, one per label, of which the same share is moved.
    /// </summary>
    public static IEnumerable<TrainingRow> Of(ImageSet clear, ImageSet ambiguous, int movedCopies, int seed)
    {
        var random = new Random(seed); // made here: every pass over the rows gives the same rows
        foreach (TrainingRow row in Pairs(clear))
        {
            row.Weight = 1f / (1 + movedCopies);
            yield return row;
            for (int copy = 0; copy < movedCopies; copy++)
                yield return new() { Features = Moved(row.Features, neighbours[random.Next(neighbours.Length)], clear.Scaling.Background), Label = row.Label, Weight = row.Weight };
        }

        int pair = 0;
        foreach (TrainingRow row in Pairs(ambiguous))
        {
            if (pair++ % (1 + movedCopies) != 0)
                row.Features = Moved(row.Features, neighbours[random.Next(neighbours.Length)], ambiguous.Scaling.Background);
            yield return row;
        }
    }

    /// <summary>The images as they are, each with each of its labels.</summary>
    public static IEnumerable<TrainingRow> Pairs(ImageSet set)
    {
        for (int image = 0; image < set.Count; image++)
        {
            float[] features = set.Inputs(image, 1);
            for (int i = 0; i < set.LabelsPerImage; i++)
                yield return new() { Features = features, Label = set.Labels(image)[i] };
        }
    }

    private static float[] Moved(float[] image, (int Down, int Across) by, float background)
    {
        const int Side = ImageSet.Side;
        var moved = new float[image.Length];
        Array.Fill(moved, background);
        for (int row = Math.Max(0, by.Down); row < Math.Min(Side, Side + by.Down); row++)
        {
            for (int column = Math.Max(0, by.Across); column < Math.Min(Side, Side + by.Across); column++)
                moved[row * Side + column] = image[(row - by.Down) * Side + column - by.Across];
        }

        return moved;
    }
}
