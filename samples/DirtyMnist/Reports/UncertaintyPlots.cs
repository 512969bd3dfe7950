using Microsoft.ML.Bayesian;

namespace BayesianML.Samples;

/// <summary>Draws all pictures of an evaluation.</summary>
internal static class UncertaintyPlots
{
    private const int ImagesPerRow = 10;

    private static readonly (string Name, Func<PredictiveUncertainty, float> Of)[] parts =
    [
        ("total", uncertainty => uncertainty.Total),
        ("aleatoric", uncertainty => uncertainty.Aleatoric),
        ("epistemic", uncertainty => uncertainty.Epistemic),
    ];

    /// <returns>The files.</returns>
    public static IReadOnlyList<string> Save(string folder, Evaluation evaluation)
    {
        Directory.CreateDirectory(folder);
        (string Name, SetPrediction Prediction)[] sets = [("MNIST", evaluation.Mnist), ("Ambiguous-MNIST", evaluation.Ambiguous), ("Fashion-MNIST", evaluation.Fashion)];

        string histograms = Path.Combine(folder, "uncertainties.png");
        UncertaintyHistograms.Save(histograms, [.. parts.Select(part => new HistogramPanel(
            $"{part.Name} uncertainty", [.. sets.Select(set => new HistogramSeries(set.Name, set.Prediction.Values(part.Of)))]))]);

        string first = Path.Combine(folder, "first-images.png");
        ImageGrid.Save(first, "The first images of each set, and their uncertainties in nats", [.. sets.Select(set => new ImageRow(
            set.Name, [.. Enumerable.Range(0, Math.Min(ImagesPerRow, set.Prediction.Set.Count)).Select(image => Draw(
                set.Prediction, image, [.. BestGuesses(set.Prediction, image).Take(1), .. parts.Select(part => $"{part.Name} {part.Of(set.Prediction.Uncertainties[image]):F2}")]))]))]);

        var files = new List<string> { histograms, first };
        foreach (var (name, of) in parts)
        {
            files.Add(Path.Combine(folder, $"highest-{name}.png"));
            ImageGrid.Save(files[^1], $"Highest {name} uncertainty of each set, in nats", [.. sets.Select(set => new ImageRow(
                set.Name, [.. Highest(set.Prediction, of).Select(image => Draw(
                    set.Prediction, image, [$"{of(set.Prediction.Uncertainties[image]):F2} nats", .. BestGuesses(set.Prediction, image).Take(2)]))]))]);
        }

        return files;
    }

    private static IEnumerable<int> Highest(SetPrediction prediction, Func<PredictiveUncertainty, float> of) =>
        Enumerable.Range(0, prediction.Set.Count).OrderByDescending(image => of(prediction.Uncertainties[image])).Take(ImagesPerRow);

    private static GridImage Draw(SetPrediction prediction, int image, string[] caption) =>
        new([.. prediction.Set.Pixels(image).ToArray().Select(pixel => pixel / 255f)], string.Join('\n', caption));

    private static IEnumerable<string> BestGuesses(SetPrediction prediction, int image)
    {
        float[] probabilities = prediction.ProbabilitiesOf(image).ToArray();
        return Enumerable.Range(0, probabilities.Length)
            .OrderByDescending(label => probabilities[label])
            .Select(label => $"{label}? {probabilities[label]:P0}");
    }
}
