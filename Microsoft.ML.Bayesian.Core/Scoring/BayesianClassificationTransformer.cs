using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// Scores rows with a Bayesian classifier. Adds five columns: the predicted label, the posterior-mean probability of each class, and
/// the total, epistemic and aleatoric uncertainty of the prediction in nats, each between 0 and the logarithm of the number of classes.
/// </summary>
/// <remarks>
/// <para>
/// Immutable and free of native memory: one transformer serves any number of threads, and disposing of a prediction engine that was
/// made from it leaves it usable.
/// </para>
/// <para>
/// A row with a NaN or infinite feature gets the missing key as predicted label, and NaN in every other output column.
/// </para>
/// <para>
/// Score has slot names for every type of label; the key values of the predicted label are those of the training label, or
/// <see langword="false"/> and <see langword="true"/> for Boolean labels, or 0, 1, 2, … for Single labels.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// BayesianModel model = BayesianModel.Load("digits.bnn");
/// BayesianClassificationTransformer transformer = mlContext.Bayesian.ScoringTransformer(model, featureColumnName: "Pixels");
/// IDataView scored = transformer.Transform(data);
/// float[] epistemic = scored.GetColumn&lt;float&gt;("EpistemicUncertainty").ToArray();
/// </code>
/// </example>
public sealed partial class BayesianClassificationTransformer
    : ISingleFeaturePredictionTransformer<BayesianModel>, ISingleFeaturePredictionTransformer, IDisposable
{
    private readonly IHost host;
    private readonly BayesianTrainerColumns columns;

    internal BayesianClassificationTransformer(IHostEnvironment environment, BayesianModel model, BayesianTrainerColumns columns, ClassLabels labels)
    {
        columns.Validate();
        host = environment.Register(nameof(BayesianClassificationTransformer));
        Model = model;
        this.columns = columns;
        Labels = labels;
        FeatureColumnType = new VectorDataViewType(NumberDataViewType.Single, model.Posterior.Network.InputCount);
    }

    /// <summary>The model: network, posterior and the way it scores.</summary>
    public BayesianModel Model { get; }

    /// <summary>The column that features are read from.</summary>
    public string FeatureColumnName => columns.Features;

    /// <summary>The type that the feature column must have: a vector of Single, as long as the network has inputs.</summary>
    public DataViewType FeatureColumnType { get; }

    /// <summary>The output column of the predicted class: a key.</summary>
    public string PredictedLabelColumnName => columns.PredictedLabel;

    /// <summary>The output column of the class probabilities: a vector of <see cref="float"/>, one per class.</summary>
    public string ScoreColumnName => columns.Score;

    /// <summary>The output column of the total uncertainty, in nats.</summary>
    public string TotalUncertaintyColumnName => columns.TotalUncertainty;

    /// <summary>The output column of the epistemic uncertainty, in nats.</summary>
    public string EpistemicUncertaintyColumnName => columns.EpistemicUncertainty;

    /// <summary>The output column of the aleatoric uncertainty, in nats.</summary>
    public string AleatoricUncertaintyColumnName => columns.AleatoricUncertainty;

    internal ClassLabels Labels { get; }

    /// <summary>The same transformer with another model, for example a smaller one of the same classes.</summary>
    /// <param name="model">A model with as many inputs and classes.</param>
    /// <returns>A new transformer with the same columns; this one stays as it is.</returns>
    /// <exception cref="ArgumentException">The number of inputs or classes differs.</exception>
    public BayesianClassificationTransformer With(BayesianModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        NetworkArchitecture expected = Model.Posterior.Network, given = model.Posterior.Network;
        if (given.InputCount != expected.InputCount || given.ClassCount != expected.ClassCount)
        {
            throw new ArgumentException($"The model must have {expected.InputCount} inputs and {expected.ClassCount} classes, " +
                $"but it has {given.InputCount} and {given.ClassCount}.", nameof(model));
        }

        return new(host, model, columns, Labels);
    }

    /// <summary>Adds the output columns. Rows are read, and scored, in blocks.</summary>
    /// <param name="input">Data with the feature column.</param>
    /// <returns>The data with the output columns, which are computed as its rows are read.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or has another type or length.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        ScoringMapper mapper = MakeRowMapper(input.Schema);
        return new BatchScoringView(this, RowByRow(input), new ColumnBindings(input.Schema, mapper.GetOutputColumns()));
    }

    /// <summary>The schema of transformed data.</summary>
    /// <param name="inputSchema">The schema of the input.</param>
    /// <returns>The columns of the input and those that scoring adds.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or has another type or length.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return RowToRowMapperTransform.GetOutputSchema(inputSchema, MakeRowMapper(inputSchema));
    }

    bool ITransformer.IsRowToRowMapper => true;

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return RowByRow(new EmptyDataView(host, inputSchema));
    }

    /// <summary>Does nothing: there is nothing to free, and others may share the model. ML.NET calls it when a prediction engine is disposed of.</summary>
    public void Dispose()
    {
    }

    private RowToRowMapperTransform RowByRow(IDataView input) => new(host, input, MakeRowMapper(input.Schema), MakeRowMapper);

    private ScoringMapper MakeRowMapper(DataViewSchema schema)
    {
        if (schema.GetColumnOrNull(FeatureColumnName) is not { } features)
            throw host.ExceptSchemaMismatch("inputSchema", "feature", FeatureColumnName);
        if (features.Type is not VectorDataViewType { ItemType: NumberDataViewType item } vector || item != NumberDataViewType.Single || vector.Size != Model.Posterior.Network.InputCount)
            throw host.ExceptSchemaMismatch("inputSchema", "feature", FeatureColumnName, FeatureColumnType.ToString(), features.Type.ToString());
        return new ScoringMapper(this, features, ScoreColumns.Create(columns, Labels, schema));
    }
}
