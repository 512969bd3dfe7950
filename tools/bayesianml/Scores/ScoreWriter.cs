namespace BayesianML.CommandLine;

/// <summary>Writes scores, one line per row: predicted class, probability of each class, total, epistemic and aleatoric uncertainty.</summary>
internal abstract class ScoreWriter(BayesianModel model)
{
    protected string[] ClassNames { get; } = [.. Enumerable.Range(0, model.Posterior.Network.ClassCount).Select(index => ClassLabels.NameOf(model, index))];

    protected IEnumerable<string> NumberColumns => [.. ClassNames.Select(name => $"Probability.{name}"), "TotalUncertainty", "EpistemicUncertainty", "AleatoricUncertainty"];

    protected const string PredictedLabel = "PredictedLabel";

    public abstract void Write(ScoredBlock block);

    /// <summary>Writes what is left. Without a call, what was written is of no use.</summary>
    public abstract void Complete();

    /// <summary>The writer for a file of the given name.</summary>
    public static ScoreWriter For(string path, Stream stream, BayesianModel model) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".parquet" => new ParquetScoreWriter(stream, model),
        ".tsv" => new TextScoreWriter(new StreamWriter(stream), '\t', model),
        _ => new TextScoreWriter(new StreamWriter(stream), ',', model),
    };
}
