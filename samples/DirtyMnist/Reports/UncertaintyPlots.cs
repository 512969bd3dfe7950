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

        var files = new List<string> { histograms };
        foreach (var (name, of) in parts)
        {
            files.Add(Path.Combine(folder, $"highest-{name}.png"));
            ImageGrid.Save(files[^1], $"Highest {name} uncertainty of each set, in nats", [.. sets.Select(set => new ImageRow(
                set.Name, [.. Highest(set.Prediction, of).Select(image => Draw(set.Prediction, image, of))]))]);
        }

        return files;
    }

    private static IEnumerable<int> Highest(SetPrediction prediction, Func<PredictiveUncertainty, float> of) =>
        Enumerable.Range(0, prediction.Set.Count).OrderByDescending(image => of(prediction.Uncertainties[image])).Take(ImagesPerRow);

    private static GridImage Draw(SetPrediction prediction, int image, Func<PredictiveUncertainty, float> of)
    {
        float[] ink = [.. prediction.Set.Pixels(image).ToArray().Select(pixel => pixel / 255f)];
        float[] probabilities = prediction.ProbabilitiesOf(image).ToArray();
        IEnumerable<string> bestGuesses = Enumerable.Range(0, probabilities.Length)
            .OrderByDescending(label => probabilities[label])
            .Take(2)
            .Select(label => $"{label}? {probabilities[label]:P0}");
        return new(ink, $"{of(prediction.Uncertainties[image]):F2} nats\n{string.Join('\n', bestGuesses)}");
    }
}
