using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// What every trainer of a Bayesian classifier shares: the columns that it reads and promises, and the way through ML.NET's trainer
/// base, whose members an outside library cannot implement. A derived trainer only turns data into a model.
/// </summary>
public abstract class BayesianTrainerBase : TrainerEstimatorBase<BayesianClassificationTransformer, BayesianModel>
{
    private readonly int? seed;

    internal BayesianTrainerBase(IHostEnvironment environment, string registrationName, BayesianTrainerColumns columns)
        : base(Register(environment, registrationName, columns), FeatureShape(columns), LabelShape(columns), WeightShape(columns))
    {
        Columns = columns;
        seed = (environment as IHostEnvironmentInternal)?.Seed;
    }

    /// <summary>The names of the columns that the trainer reads and that its transformer writes.</summary>
    public BayesianTrainerColumns Columns { get; }

    /// <inheritdoc/>
    public sealed override TrainerInfo Info { get; } =
        new(normalization: true, calibration: false, caching: false, supportValid: true, supportIncrementalTrain: true);

    /// <inheritdoc/>
    protected sealed override PredictionKind PredictionKind => PredictionKind.MulticlassClassification;

    /// <summary>Trains with a separate validation set, or further from what was learnt before, or both.</summary>
    /// <param name="trainData">The training data.</param>
    /// <param name="validationData">Data of the same schema that the trainer measures itself on but does not learn from, or null.</param>
    /// <param name="initialModel">The model that training starts from, or null to start afresh.</param>
    public BayesianClassificationTransformer Fit(IDataView trainData, IDataView? validationData, BayesianModel? initialModel = null) =>
        TrainTransformer(trainData, validationData, initialModel is null ? null : new InitialModel(initialModel));

    /// <summary>Turns data into a model. Called anew for every <c>Fit</c>, possibly from several threads, so it keeps no state in the trainer.</summary>
    /// <param name="context">The data and its surroundings.</param>
    protected abstract BayesianModel TrainModel(BayesianTrainingContext context);

    /// <inheritdoc/>
    protected sealed override BayesianModel TrainModelCore(TrainContext trainContext) => TrainModel(new BayesianTrainingContext(
        Host,
        trainContext.TrainingSet.Data,
        trainContext.ValidationSet?.Data,
        Columns,
        seed,
        (trainContext.InitialPredictor as InitialModel)?.Model));

    /// <inheritdoc/>
    protected sealed override BayesianClassificationTransformer MakeTransformer(BayesianModel model, DataViewSchema trainSchema) =>
        new(Host, model, Columns, ClassLabels.OfColumn(trainSchema[Columns.Label], model.Posterior.Network.ClassCount));

    /// <inheritdoc/>
    protected sealed override void CheckLabelCompatible(SchemaShape.Column labelCol)
    {
        bool scalar = labelCol.Kind == SchemaShape.Column.VectorKind.Scalar;
        if (scalar && (labelCol.IsKey || labelCol.ItemType == NumberDataViewType.Single || labelCol.ItemType == BooleanDataViewType.Instance))
            return;
        throw Host.ExceptSchemaMismatch(nameof(labelCol), "label", Columns.Label, "key, Single or Boolean", labelCol.GetTypeString());
    }

    /// <inheritdoc/>
    protected sealed override SchemaShape.Column[] GetOutputColumnsCore(SchemaShape inputSchema)
    {
        inputSchema.TryFindColumn(Columns.Label, out SchemaShape.Column label);
        return ScoreColumns.Promise(Columns, ClassLabels.ValueTypeOf(label));
    }

    private static IHost Register(IHostEnvironment environment, string registrationName, BayesianTrainerColumns columns)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(columns);
        columns.Validate();
        return environment.Register(registrationName);
    }

    private static SchemaShape.Column FeatureShape(BayesianTrainerColumns columns) =>
        new(columns.Features, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, isKey: false);

    // The kind of label that users bring most often; CheckLabelCompatible accepts the others.
    private static SchemaShape.Column LabelShape(BayesianTrainerColumns columns) =>
        new(columns.Label, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.UInt32, isKey: true);

    private static SchemaShape.Column WeightShape(BayesianTrainerColumns columns) => columns.ExampleWeight is null
        ? default
        : new(columns.ExampleWeight, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single, isKey: false);

    /// <summary>Carries a model through ML.NET's training context, which knows predictors only.</summary>
    private sealed record InitialModel(BayesianModel Model) : IPredictor
    {
        public PredictionKind PredictionKind => PredictionKind.MulticlassClassification;
    }
}
