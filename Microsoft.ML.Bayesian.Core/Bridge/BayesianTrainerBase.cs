using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;
using VectorKind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// What every trainer of a Bayesian classifier shares: the columns that it reads, the columns that it promises, and the checks of both.
/// A derived trainer only turns data into a model.
/// </summary>
/// <remarks>
/// ML.NET's own trainer base has abstract members that only ML.NET may implement: the compiler refuses every class outside that derives
/// from it, even through a base class that implements them. So this class implements the same public interface with the same checks.
/// </remarks>
public abstract class BayesianTrainerBase : ITrainerEstimator<BayesianClassificationTransformer, BayesianModel>
{
    private readonly IHost host;
    private readonly int? seed;

    internal BayesianTrainerBase(IHostEnvironment environment, string registrationName, BayesianTrainerColumns columns)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(columns);
        columns.Validate();
        host = environment.Register(registrationName);
        seed = (environment as IHostEnvironmentInternal)?.Seed;
        Columns = columns;
    }

    /// <summary>The names of the columns that the trainer reads and that its transformer writes.</summary>
    public BayesianTrainerColumns Columns { get; }

    /// <summary>What the trainer wants of its data: normalized features; no cache, since it reads the data once.</summary>
    public TrainerInfo Info { get; } = new(normalization: true, calibration: false, caching: false, supportValid: true, supportIncrementalTrain: true);

    /// <summary>Trains a classifier.</summary>
    /// <param name="input">The training data, with the columns of labels and features that the trainer was given.</param>
    /// <returns>The fitted transformer, which adds the columns of scores and uncertainties.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has a type that cannot be trained on.</exception>
    public BayesianClassificationTransformer Fit(IDataView input) => Fit(input, validationData: null);

    /// <summary>Trains with a separate validation set, or further from what was learnt before, or both.</summary>
    /// <param name="trainData">The training data, with the columns of labels and features that the trainer was given.</param>
    /// <param name="validationData">Data of the same columns that the trainer measures itself on but does not learn from, or null.</param>
    /// <param name="initialModel">The model that training starts from, or null to start afresh.</param>
    /// <returns>The fitted transformer, which adds the columns of scores and uncertainties.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has a type that cannot be trained on.</exception>
    public BayesianClassificationTransformer Fit(IDataView trainData, IDataView? validationData, BayesianModel? initialModel = null)
    {
        ArgumentNullException.ThrowIfNull(trainData);
        CheckInput(SchemaShape.Create(trainData.Schema), nameof(trainData));
        if (validationData is not null)
            CheckInput(SchemaShape.Create(validationData.Schema), nameof(validationData));

        BayesianModel model = TrainModel(new BayesianTrainingContext(host, trainData, validationData, Columns, seed, initialModel));
        ClassLabels labels = ClassLabels.OfColumn(trainData.Schema[Columns.Label], model.Posterior.Network.ClassCount);
        return new(host, model, Columns, labels);
    }

    /// <summary>The columns that <see cref="Fit(IDataView)"/> will lead to, annotations included.</summary>
    /// <param name="inputSchema">The columns of the training data.</param>
    /// <returns>The columns of the training data and those that scoring adds.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has a type that cannot be trained on.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        SchemaShape.Column label = CheckInput(inputSchema, nameof(inputSchema));
        SchemaShape.Column[] outputs = ScoreColumns.Promise(Columns, ClassLabels.ValueTypeOf(label));
        return new(inputSchema.Where(column => !outputs.Any(output => output.Name == column.Name)).Concat(outputs));
    }

    /// <summary>Turns data into a model. Called anew for every <c>Fit</c>, possibly from several threads, so it keeps no state in the trainer.</summary>
    /// <param name="context">The data and its surroundings.</param>
    /// <returns>What was learnt.</returns>
    protected abstract BayesianModel TrainModel(BayesianTrainingContext context);

    /// <summary>Checks further data, such as a validation set that came with the options, as <see cref="Fit(IDataView)"/> checks the training data.</summary>
    internal void CheckColumns(IDataView data, string parameter) => CheckInput(SchemaShape.Create(data.Schema), parameter);

    private SchemaShape.Column CheckInput(SchemaShape schema, string parameter)
    {
        SchemaShape.Column features = Find(schema, "feature", Columns.Features, parameter);
        if (features.Kind != VectorKind.Vector || features.IsKey || features.ItemType != NumberDataViewType.Single)
            throw Mismatch("feature", features, "Vector<Single> of known size", parameter);

        SchemaShape.Column label = Find(schema, "label", Columns.Label, parameter);
        if (label.Kind != VectorKind.Scalar || !(label.IsKey || label.ItemType == NumberDataViewType.Single || label.ItemType == BooleanDataViewType.Instance))
            throw Mismatch("label", label, "key, Single or Boolean", parameter);

        if (Columns.ExampleWeight is not null)
        {
            SchemaShape.Column weight = Find(schema, "weight", Columns.ExampleWeight, parameter);
            if (weight.Kind != VectorKind.Scalar || weight.IsKey || weight.ItemType != NumberDataViewType.Single)
                throw Mismatch("weight", weight, "Single", parameter);
        }

        return label;
    }

    private SchemaShape.Column Find(SchemaShape schema, string role, string name, string parameter) =>
        schema.TryFindColumn(name, out SchemaShape.Column column) ? column : throw host.ExceptSchemaMismatch(parameter, role, name);

    private Exception Mismatch(string role, SchemaShape.Column column, string expected, string parameter) =>
        host.ExceptSchemaMismatch(parameter, role, column.Name, expected, column.GetTypeString());
}
