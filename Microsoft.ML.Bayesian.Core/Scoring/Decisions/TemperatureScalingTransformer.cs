using Microsoft.ML;
using Microsoft.ML.Bayesian;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(TemperatureScalingTransformer), null, typeof(SignatureLoadModel),
    "Temperature scaling", TemperatureScalingTransformer.LoaderSignature)]

[assembly: LoadableClass(typeof(DecisionMapper), typeof(TemperatureScalingTransformer), null, typeof(SignatureLoadRowMapper),
    "", TemperatureScalingTransformer.LoaderSignature)]

namespace Microsoft.ML.Bayesian;

/// <summary>
/// Replaces score and uncertainties of a Bayesian classifier by scaled ones (see <see cref="TemperatureScaling"/>). The predicted label stays:
/// scaling keeps the order of the classes.
/// </summary>
/// <example><code>Console.WriteLine($"temperature {scaling.Temperature:F2}");</code></example>
public sealed class TemperatureScalingTransformer : DecisionTransformer
{
    internal const string LoaderSignature = "BayesianTemperature";

    private readonly ulong[] fittedTo;

    internal TemperatureScalingTransformer(IHostEnvironment environment, ScoredColumns inputs, double temperature, ulong[] fittedTo)
        : base(environment, nameof(TemperatureScalingTransformer), inputs)
    {
        TemperatureScaling.CheckTemperature(temperature);
        Temperature = temperature;
        this.fittedTo = fittedTo;
    }

    /// <summary>The temperature: above 1 it takes confidence away, below 1 it adds some.</summary>
    public double Temperature { get; }

    internal override DataViewSchema.DetachedColumn[] OutputColumns(DataViewSchema input)
    {
        DataViewSchema.Column score = input[Inputs.Score!];
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(score.Annotations, kind => kind != TemperatureRows.Kind);
        TemperatureRows.Add(builder, fittedTo);
        return
        [
            new(Inputs.Score!, score.Type, builder.ToAnnotations()),
            new(Inputs.Total!, NumberDataViewType.Single, null),
            new(Inputs.Epistemic!, NumberDataViewType.Single, null),
            new(Inputs.Aleatoric!, NumberDataViewType.Single, null),
        ];
    }

    internal override Delegate[] CreateGetters(DataViewRow input)
    {
        var row = new ScoredRowReader(input, Inputs);
        var scaled = new float[row.Probabilities.Length];
        PredictiveUncertainty uncertainty = default;
        return
        [
            (ValueGetter<VBuffer<float>>)((ref VBuffer<float> score) =>
            {
                Scale();
                VBufferEditor<float> editor = VBufferEditor.Create(ref score, scaled.Length);
                scaled.CopyTo(editor.Values);
                score = editor.Commit();
            }),
            (ValueGetter<float>)((ref float total) => total = Scale().Total),
            (ValueGetter<float>)((ref float epistemic) => epistemic = Scale().Epistemic),
            (ValueGetter<float>)((ref float aleatoric) => aleatoric = Scale().Aleatoric),
        ];

        PredictiveUncertainty Scale()
        {
            if (row.Read())
                uncertainty = TemperatureScaling.Apply(Temperature, row.Probabilities, row.Uncertainty, scaled);
            return uncertainty;
        }
    }

    internal override void SaveAsOnnx(PipelineGraph graph)
    {
        OnnxValue scaled = (graph.Column(Inputs.Score!).Apply("Log") * (float)(1 / Temperature)).Apply("Softmax", ("axis", 1));
        OnnxValue entropy = -(scaled * scaled.Max(1e-30f).Apply("Log")).Total(1);
        // What is certain without a temperature is certain with any.
        OnnxValue total = graph.Column(Inputs.Total!), ratio = graph.Column(Inputs.Epistemic!) / total.Max(1e-30f), share = total.IsGreater(0).Choose(ratio, ratio * 0f);
        graph.Output(0, scaled);
        graph.Output(1, entropy);
        graph.Output(2, entropy * share);
        graph.Output(3, entropy * (1f - share));
    }

    internal override void Save(ModelSaveContext context)
    {
        context.CheckAtModel();
        context.SetVersionInfo(Version());

        // *** Binary format ***
        // strings: the names of the columns of score, total, epistemic and aleatoric uncertainty
        // double: the temperature
        // int: the number of hashes of rows that it was fitted to; as many ulongs
        context.SaveNonEmptyString(Inputs.Score);
        context.SaveNonEmptyString(Inputs.Total);
        context.SaveNonEmptyString(Inputs.Epistemic);
        context.SaveNonEmptyString(Inputs.Aleatoric);
        context.Writer.Write(Temperature);
        context.Writer.Write(fittedTo.Length);
        foreach (ulong hash in fittedTo)
            context.Writer.Write(hash);
    }

    private static TemperatureScalingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        IHost loading = env.Register(LoaderSignature);
        ctx.CheckAtModel(Version());
        var inputs = new ScoredColumns(null, ctx.LoadNonEmptyString(), ctx.LoadNonEmptyString(), ctx.LoadNonEmptyString(), ctx.LoadNonEmptyString());
        double temperature = ctx.Reader.ReadDouble();
        loading.CheckDecode(double.IsFinite(temperature) && temperature > 0, "The temperature is not a positive number.");
        int count = ctx.Reader.ReadInt32();
        loading.CheckDecode(count is > 0 and <= RowSketch.Size, "The number of remembered rows is out of range.");
        var fittedTo = new ulong[count];
        for (int i = 0; i < count; i++)
            fittedTo[i] = ctx.Reader.ReadUInt64();
        return new(env, inputs, temperature, fittedTo);
    }

    private static DecisionMapper Create(IHostEnvironment env, ModelLoadContext ctx, DataViewSchema schema) => Create(env, ctx).MakeRowMapper(schema);

    private static VersionInfo Version() => new(
        modelSignature: "BAYESTMP",
        verWrittenCur: 0x00010001, // first version
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderAssemblyName: typeof(TemperatureScalingTransformer).Assembly.FullName,
        loaderSignature: LoaderSignature);
}
