namespace BayesianML.Samples;

/// <summary>What the model says about a drawing, and the drawing.</summary>
internal sealed class Answer
{
    public float[] Pixels { get; set; } = [];

    public string Label { get; set; } = "";

    public string Title { get; set; } = "";

    public string PredictedLabel { get; set; } = "";

    /// <summary>The probability of each digit.</summary>
    public float[] Score { get; set; } = [];

    public float TotalUncertainty { get; set; }

    public float EpistemicUncertainty { get; set; }

    public float AleatoricUncertainty { get; set; }
}
