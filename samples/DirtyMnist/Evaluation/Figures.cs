namespace BayesianML.Samples;

/// <summary>What the benchmark says about one model. Uncertainties are means in nats. The names are those of the JSON file.</summary>
internal record Figures
{
    public required Accuracies Accuracy { get; init; }

    /// <summary>On MNIST, in nats.</summary>
    public required double NegativeLogLikelihood { get; init; }

    /// <summary>On MNIST.</summary>
    public required double ExpectedCalibrationError { get; init; }

    public required SetMeans Total { get; init; }

    public required SetMeans Aleatoric { get; init; }

    public required SetMeans Epistemic { get; init; }

    public required Separation Auroc { get; init; }

    /// <summary>The time that the model took to train, reading the rows included; null for a model that was loaded.</summary>
    public required double? TrainingSeconds { get; init; }

    /// <summary>Weights and biases; each has a mean and a standard deviation.</summary>
    public required int Parameters { get; init; }

    /// <summary>The size of the model's own file.</summary>
    public required long ModelBytes { get; init; }

    /// <summary>The size of its means and standard deviations in memory, with all that drawing needs.</summary>
    public required long PosteriorBytes { get; init; }
}

/// <summary>On the test images of MNIST, and on the test pairs of Ambiguous-MNIST.</summary>
internal sealed record Accuracies(double Mnist, double Ambiguous);

/// <summary>One figure per test set, each image counted once.</summary>
internal sealed record SetMeans(double Mnist, double Ambiguous, double Fashion);

/// <summary>How well an uncertainty tells two sets apart: 1 is perfect, 0.5 is chance.</summary>
internal sealed record Separation(FashionVsMnist FashionVsMnist, AmbiguousVsMnist AmbiguousVsMnist);

internal sealed record FashionVsMnist(double Epistemic, double Total);

internal sealed record AmbiguousVsMnist(double Aleatoric);
