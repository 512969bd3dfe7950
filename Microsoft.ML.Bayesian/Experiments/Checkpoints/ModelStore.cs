namespace Microsoft.ML.Bayesian;

/// <summary>Keeps the models of the Pareto front, and lets go of all others.</summary>
internal abstract class ModelStore
{
    /// <summary>Takes the model of a trial that has just ended.</summary>
    public abstract void Add(int trialId, ITransformer model);

    /// <summary>Forgets all models but those of the given trials.</summary>
    public abstract void Retain(IReadOnlyCollection<int> trialIds);

    /// <summary>The model of a trial, or null where it was not retained or there never was one.</summary>
    public abstract ITransformer? Open(int trialId);
}
