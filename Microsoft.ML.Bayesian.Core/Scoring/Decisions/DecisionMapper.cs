using Microsoft.ML.Data;
using Microsoft.ML.Model.OnnxConverter;

namespace Microsoft.ML.Bayesian;

/// <summary>A step bound to one input schema, as ML.NET's row mapping asks for it.</summary>
internal sealed class DecisionMapper(DecisionTransformer transformer, DataViewSchema schema, DataViewSchema.DetachedColumn[] outputs) : IRowMapper, ISaveAsOnnx
{
    public Func<int, bool> GetDependencies(Func<int, bool> activeOutput)
    {
        bool any = Enumerable.Range(0, outputs.Length).Any(activeOutput);
        HashSet<int> inputs = any ? [.. transformer.Inputs.Names().Select(name => schema[name].Index)] : [];
        return inputs.Contains;
    }

    public Delegate[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action? disposer)
    {
        disposer = null;
        return Enumerable.Range(0, outputs.Length).Any(activeOutput) ? transformer.CreateGetters(input) : new Delegate[outputs.Length];
    }

    public DataViewSchema.DetachedColumn[] GetOutputColumns() => outputs;

    public ITransformer GetTransformer() => transformer;

    public void Save(ModelSaveContext ctx) => transformer.Save(ctx);

    // What has no form there says so when it is asked for it; a mere no would be a warning in the log.
    public bool CanSaveOnnx(OnnxContext ctx) => true;

    public void SaveAsOnnx(OnnxContext ctx)
    {
        PipelineExport.CheckInputs(ctx, transformer.GetType().Name, transformer.Inputs.Names());
        transformer.SaveAsOnnx(new PipelineGraph(ctx, outputs));
    }
}
