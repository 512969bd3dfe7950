using Microsoft.ML;
using Microsoft.ML.Bayesian;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(BayesianClassificationTransformer), null, typeof(SignatureLoadModel),
    "Bayesian classification", BayesianClassificationTransformer.LoaderSignature)]

[assembly: LoadableClass(typeof(ScoringMapper), typeof(BayesianClassificationTransformer), null, typeof(SignatureLoadRowMapper),
    "", BayesianClassificationTransformer.LoaderSignature)]

namespace Microsoft.ML.Bayesian;

// ML.NET's loader finds the two Create methods by the attributes above, in a process that has never touched this library.
public partial class BayesianClassificationTransformer
{
    internal const string LoaderSignature = "BayesianClassification";
    private const string ModelEntry = "Posterior.bnn";

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version());

        // *** Binary format ***
        // strings: the names of the feature column and of the five output columns
        // class labels
        // stream Posterior.bnn: the model in its own file format
        ctx.SaveNonEmptyString(columns.Features);
        ctx.SaveNonEmptyString(columns.PredictedLabel);
        ctx.SaveNonEmptyString(columns.Score);
        ctx.SaveNonEmptyString(columns.TotalUncertainty);
        ctx.SaveNonEmptyString(columns.EpistemicUncertainty);
        ctx.SaveNonEmptyString(columns.AleatoricUncertainty);
        Labels.Save(host, ctx);
        ctx.SaveBinaryStream(ModelEntry, writer => Model.Save(writer.BaseStream));
    }

    private static BayesianClassificationTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        IHost loading = env.Register(LoaderSignature);
        ctx.CheckAtModel(Version());
        var columns = new BayesianTrainerColumns
        {
            Features = ctx.LoadNonEmptyString(),
            PredictedLabel = ctx.LoadNonEmptyString(),
            Score = ctx.LoadNonEmptyString(),
            TotalUncertainty = ctx.LoadNonEmptyString(),
            EpistemicUncertainty = ctx.LoadNonEmptyString(),
            AleatoricUncertainty = ctx.LoadNonEmptyString(),
        };
        ClassLabels labels = ClassLabels.Load(loading, ctx);
        BayesianModel? model = null;
        bool present = ctx.TryLoadBinaryStream(ModelEntry, reader => model = LoadModel(loading, reader.BaseStream));
        loading.CheckDecode(present && model is not null, $"Section '{ModelEntry}' is missing.");
        loading.CheckDecode(model!.Posterior.Network.ClassCount == labels.Count,
            $"Section 'class labels' has {labels.Count} classes, but the model in '{ModelEntry}' has {model.Posterior.Network.ClassCount}.");
        return new(env, model, columns, labels);
    }

    private static ScoringMapper Create(IHostEnvironment env, ModelLoadContext ctx, DataViewSchema schema) => Create(env, ctx).MakeRowMapper(schema);

    private static BayesianModel LoadModel(IHost host, Stream stream)
    {
        try
        {
            return BayesianModel.Load(stream);
        }
        catch (InvalidDataException error)
        {
            throw host.ExceptDecode(error, $"Section '{ModelEntry}': {error.Message}");
        }
    }

    private static VersionInfo Version() => new(
        modelSignature: "BAYESCLF",
        verWrittenCur: 0x00010001, // first version
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderAssemblyName: typeof(BayesianClassificationTransformer).Assembly.FullName,
        loaderSignature: LoaderSignature);
}
