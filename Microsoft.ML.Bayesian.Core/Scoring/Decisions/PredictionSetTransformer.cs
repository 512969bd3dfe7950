using Microsoft.ML;
using Microsoft.ML.Bayesian;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(PredictionSetTransformer), null, typeof(SignatureLoadModel),
    "Conformal prediction sets", PredictionSetTransformer.LoaderSignature)]

[assembly: LoadableClass(typeof(DecisionMapper), typeof(PredictionSetTransformer), null, typeof(SignatureLoadRowMapper),
    "", PredictionSetTransformer.LoaderSignature)]

namespace Microsoft.ML.Bayesian;

/// <summary>
/// Adds the prediction set, a vector of keys from the most to the least probable class with the key values of the label, and its size. A row
/// that could not be scored gets all classes.
/// </summary>
/// <example><code>Console.WriteLine($"classes of at least {sets.Threshold.SmallestProbability:P1} belong to the set");</code></example>
public sealed class PredictionSetTransformer : DecisionTransformer
{
    internal const string LoaderSignature = "BayesianPredictionSets";

    internal PredictionSetTransformer(IHostEnvironment environment, ScoredColumns inputs, ConformalThreshold threshold, string outputColumnName, string sizeColumnName)
        : base(environment, nameof(PredictionSetTransformer), inputs)
    {
        Threshold = threshold;
        OutputColumnName = outputColumnName;
        SizeColumnName = sizeColumnName;
    }

    /// <summary>How probable a class of the set is at least.</summary>
    public ConformalThreshold Threshold { get; }

    /// <summary>The column of the set: a vector of keys.</summary>
    public string OutputColumnName { get; }

    /// <summary>The column of the number of classes in the set: an <see cref="int"/>.</summary>
    public string SizeColumnName { get; }

    internal override DataViewSchema.DetachedColumn[] OutputColumns(DataViewSchema input)
    {
        ClassLabels labels = ClassLabels.OfScore(input[Inputs.Score!]);
        var builder = new DataViewSchema.Annotations.Builder();
        if (labels.ValueType is not null)
            builder.Add(AnnotationUtils.Kinds.KeyValues, labels.ValueType, labels.Getter);
        return
        [
            new(OutputColumnName, new VectorDataViewType(new KeyDataViewType(typeof(uint), labels.Count)), builder.ToAnnotations()),
            new(SizeColumnName, NumberDataViewType.Int32, null),
        ];
    }

    internal override Delegate[] CreateGetters(DataViewRow input)
    {
        var row = new ScoredRowReader(input, Inputs);
        uint[] keys = [];
        return
        [
            (ValueGetter<VBuffer<uint>>)((ref VBuffer<uint> set) =>
            {
                Find();
                VBufferEditor<uint> editor = VBufferEditor.Create(ref set, keys.Length);
                keys.CopyTo(editor.Values);
                set = editor.Commit();
            }),
            (ValueGetter<int>)((ref int size) => size = Find().Length),
        ];

        uint[] Find()
        {
            if (row.Read())
                keys = SetOf(row.Probabilities);
            return keys;
        }
    }

    internal override void Save(ModelSaveContext context)
    {
        context.CheckAtModel();
        context.SetVersionInfo(Version());

        // *** Binary format ***
        // strings: the names of the columns of score, set and size
        // double: alpha
        // float: the smallest probability
        context.SaveNonEmptyString(Inputs.Score);
        context.SaveNonEmptyString(OutputColumnName);
        context.SaveNonEmptyString(SizeColumnName);
        context.Writer.Write(Threshold.Alpha);
        context.Writer.Write(Threshold.SmallestProbability);
    }

    private uint[] SetOf(ReadOnlySpan<float> probabilities)
    {
        float[] values = probabilities.ToArray();
        return [.. Enumerable.Range(0, values.Length).Where(label => Threshold.Includes(values[label])).OrderByDescending(label => values[label]).Select(label => (uint)label + 1)];
    }

    private static PredictionSetTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        IHost loading = env.Register(LoaderSignature);
        ctx.CheckAtModel(Version());
        var inputs = new ScoredColumns(null, ctx.LoadNonEmptyString(), null, null, null);
        string output = ctx.LoadNonEmptyString(), size = ctx.LoadNonEmptyString();
        var threshold = new ConformalThreshold(ctx.Reader.ReadDouble(), ctx.Reader.ReadSingle());
        loading.CheckDecode(threshold is { Alpha: > 0 and < 1, SmallestProbability: >= 0 }, "Alpha or the smallest probability is out of range.");
        return new(env, inputs, threshold, output, size);
    }

    private static DecisionMapper Create(IHostEnvironment env, ModelLoadContext ctx, DataViewSchema schema) => Create(env, ctx).MakeRowMapper(schema);

    private static VersionInfo Version() => new(
        modelSignature: "BAYESSET",
        verWrittenCur: 0x00010001, // first version
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderAssemblyName: typeof(PredictionSetTransformer).Assembly.FullName,
        loaderSignature: LoaderSignature);
}
