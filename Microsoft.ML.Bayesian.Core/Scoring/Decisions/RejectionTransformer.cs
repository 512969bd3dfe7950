using Microsoft.ML;
using Microsoft.ML.Bayesian;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(RejectionTransformer), null, typeof(SignatureLoadModel),
    "Rejection of uncertain answers", RejectionTransformer.LoaderSignature)]

[assembly: LoadableClass(typeof(DecisionMapper), typeof(RejectionTransformer), null, typeof(SignatureLoadRowMapper),
    "", RejectionTransformer.LoaderSignature)]

namespace Microsoft.ML.Bayesian;

/// <summary>Adds a text column with one of the values of <see cref="Decision"/>.</summary>
/// <example><code>Console.WriteLine($"accepted up to {rejecting.Thresholds.Epistemic:F3} nats epistemic, {rejecting.Thresholds.Aleatoric:F3} nats aleatoric");</code></example>
public sealed class RejectionTransformer : DecisionTransformer
{
    internal const string LoaderSignature = "BayesianRejection";

    internal RejectionTransformer(IHostEnvironment environment, ScoredColumns inputs, RejectionThresholds thresholds, string outputColumnName)
        : base(environment, nameof(RejectionTransformer), inputs)
    {
        Thresholds = thresholds;
        OutputColumnName = outputColumnName;
    }

    /// <summary>The uncertainties up to which an answer is taken.</summary>
    public RejectionThresholds Thresholds { get; }

    /// <summary>The column of the decision.</summary>
    public string OutputColumnName { get; }

    internal override DataViewSchema.DetachedColumn[] OutputColumns(DataViewSchema input) => [new(OutputColumnName, TextDataViewType.Instance, null)];

    internal override Delegate[] CreateGetters(DataViewRow input)
    {
        var row = new ScoredRowReader(input, Inputs);
        return
        [
            (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> decision) =>
            {
                row.Read();
                decision = Thresholds.Decide(row.Uncertainty).AsMemory();
            }),
        ];
    }

    internal override void Save(ModelSaveContext context)
    {
        context.CheckAtModel();
        context.SetVersionInfo(Version());

        // *** Binary format ***
        // strings: the names of the columns of epistemic and aleatoric uncertainty, and of the decision
        // floats: the epistemic and the aleatoric threshold
        context.SaveNonEmptyString(Inputs.Epistemic);
        context.SaveNonEmptyString(Inputs.Aleatoric);
        context.SaveNonEmptyString(OutputColumnName);
        context.Writer.Write(Thresholds.Epistemic);
        context.Writer.Write(Thresholds.Aleatoric);
    }

    private static RejectionTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        IHost loading = env.Register(LoaderSignature);
        ctx.CheckAtModel(Version());
        var inputs = new ScoredColumns(null, null, null, ctx.LoadNonEmptyString(), ctx.LoadNonEmptyString());
        string output = ctx.LoadNonEmptyString();
        var thresholds = new RejectionThresholds(ctx.Reader.ReadSingle(), ctx.Reader.ReadSingle());
        loading.CheckDecode(thresholds is { Epistemic: >= 0, Aleatoric: >= 0 }, "A threshold is negative or not a number.");
        return new(env, inputs, thresholds, output);
    }

    private static DecisionMapper Create(IHostEnvironment env, ModelLoadContext ctx, DataViewSchema schema) => Create(env, ctx).MakeRowMapper(schema);

    private static VersionInfo Version() => new(
        modelSignature: "BAYESREJ",
        verWrittenCur: 0x00010001, // first version
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderAssemblyName: typeof(RejectionTransformer).Assembly.FullName,
        loaderSignature: LoaderSignature);
}
