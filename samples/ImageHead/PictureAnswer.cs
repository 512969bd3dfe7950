namespace BayesianML.Samples;

/// <summary>What the pipeline says of a picture.</summary>
public sealed class PictureAnswer
{
    public string Shape { get; set; } = "";

    public string PredictedLabel { get; set; } = "";

    public float TotalUncertainty { get; set; }

    public float EpistemicUncertainty { get; set; }

    public float AleatoricUncertainty { get; set; }
}
