using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Bayesian;

/// <summary>What one call of <c>Fit</c> works on. The columns have been checked: they exist and have types that can be trained on.</summary>
public sealed class BayesianTrainingContext
{
    private readonly string[]? keyValues;

    internal BayesianTrainingContext(IHost host, IDataView data, IDataView? validation, BayesianTrainerColumns columns, int? seed, BayesianModel? initialModel)
    {
        Host = host;
        Data = data;
        Validation = validation;
        Columns = columns;
        Seed = seed;
        InitialModel = initialModel;
        GpuDeviceId = (host as IHostEnvironmentInternal)?.GpuDeviceId;
        FallbackToCpu = (host as IHostEnvironmentInternal)?.FallbackToCpu ?? true;
        FeatureCount = ((VectorDataViewType)data.Schema[columns.Features].Type).Size;
        ClassCount = ClassLabels.CountIn(data.Schema[columns.Label]);
        ClassLabels? labels = ClassCount is { } count ? ClassLabels.OfColumn(data.Schema[columns.Label], count) : null;
        ClassNames = labels?.TextNames;
        keyValues = data.Schema[columns.Label].Type is KeyDataViewType && labels?.ValueType is not null ? labels.SlotNames : null;
    }

    /// <summary>Log channels and progress go here.</summary>
    public IHost Host { get; }

    /// <summary>The training data.</summary>
    public IDataView Data { get; }

    /// <summary>Data to measure progress on, or null.</summary>
    public IDataView? Validation { get; }

    /// <summary>The names of the columns.</summary>
    public BayesianTrainerColumns Columns { get; }

    /// <summary>The seed of the <see cref="MLContext"/>, or null where it has none.</summary>
    public int? Seed { get; }

    /// <summary>The model that training starts from, or null.</summary>
    public BayesianModel? InitialModel { get; }

    /// <summary>The normalization of the model that training starts from; its features have to be normalized in the same way, and so has the new model.</summary>
    public InputNormalization? InputNormalization => InitialModel?.InputNormalization;

    /// <summary>The GPU that the <see cref="MLContext"/> asks for, or null for none.</summary>
    public int? GpuDeviceId { get; }

    /// <summary>Whether the <see cref="MLContext"/> lets the CPU stand in for a GPU that is not there.</summary>
    public bool FallbackToCpu { get; }

    /// <summary>The length of the feature vectors.</summary>
    public int FeatureCount { get; }

    /// <summary>
    /// The number of classes where the label's type knows it (the key count, whether or not each key occurs; 2 for Boolean), or null
    /// for Single labels, where it is the largest label + 1.
    /// </summary>
    public int? ClassCount { get; }

    /// <summary>The names of the classes: the label's key values as text, or null where the label has none.</summary>
    public IReadOnlyList<string>? ClassNames { get; }

    /// <summary>
    /// Reads labels as class indices. The returned function gives the index of the row under the cursor, −1 where the label is missing,
    /// and throws <see cref="InvalidOperationException"/> for a Single label that is not one of 0, 1, 2, … Keys with values are found by their
    /// values, since <see cref="Validation"/> may number them in another order than <see cref="Data"/>.
    /// </summary>
    /// <param name="row">A row or cursor over <see cref="Data"/> or <see cref="Validation"/> in which the label column is active.</param>
    /// <returns>The function. It is bound to <paramref name="row"/>, and to one thread as that is.</returns>
    public Func<int> ClassIndexGetter(DataViewRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        DataViewSchema.Column label = row.Schema[Columns.Label];
        return keyValues is not null && label.Type is KeyDataViewType ? LabelReader.Create(row, label, keyValues) : ClassLabels.IndexGetter(row, label);
    }

    /// <summary>Ends training when the <see cref="MLContext"/> was told to cancel.</summary>
    /// <exception cref="OperationCanceledException">It was.</exception>
    public void CheckAlive() => Contracts.CheckAlive(Host);
}
