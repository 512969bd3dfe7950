namespace Microsoft.ML.Bayesian;

/// <summary>Keeps models in memory: an experiment without a checkpoint leaves no files.</summary>
internal sealed class ModelMemory : ModelStore
{
    private readonly Dictionary<int, ITransformer> models = [];

    public override void Add(int trialId, ITransformer model) => models[trialId] = model;

    public override void Retain(IReadOnlyCollection<int> trialIds)
    {
        foreach (int trialId in models.Keys.Except(trialIds).ToArray())
            models.Remove(trialId);
    }

    public override ITransformer? Open(int trialId) => models.GetValueOrDefault(trialId);
}
