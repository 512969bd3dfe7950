using Microsoft.ML.Data;

namespace Microsoft.ML.Bayesian;

/// <summary>The transformer bound to one input schema, as ML.NET's row mapping asks for it.</summary>
internal sealed class ScoringMapper(BayesianClassificationTransformer transformer, DataViewSchema.Column features, DataViewSchema.DetachedColumn[] outputs) : IRowMapper
{
    public Func<int, bool> GetDependencies(Func<int, bool> activeOutput)
    {
        bool any = Enumerable.Range(0, outputs.Length).Any(activeOutput);
        return column => any && column == features.Index;
    }

    public Delegate[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action? disposer)
    {
        disposer = null;
        var getters = new Delegate[outputs.Length];
        int[] active = [.. Enumerable.Range(0, outputs.Length).Where(activeOutput)];
        if (active.Length == 0)
            return getters;

        var scorer = new RowScorer(transformer.Model, input, input.Schema[features.Index]);
        foreach (int column in active)
            getters[column] = scorer.Getter(column);
        return getters;
    }

    public DataViewSchema.DetachedColumn[] GetOutputColumns() => outputs;

    public ITransformer GetTransformer() => transformer;

    public void Save(ModelSaveContext ctx) => ((ICanSaveModel)transformer).Save(ctx);
}
