using Microsoft.ML.Runtime;

namespace Microsoft.ML.Bayesian;

/// <summary>What the estimators behind a Bayesian classifier share. They are fitted on data that the classifier has scored and not learnt from.</summary>
/// <typeparam name="TTransformer">The fitted step.</typeparam>
public abstract class DecisionEstimator<TTransformer> : IEstimator<TTransformer> where TTransformer : DecisionTransformer
{
    internal DecisionEstimator(IHostEnvironment environment, string name, ScoredColumns inputs)
    {
        Host = environment.Register(name);
        Inputs = inputs;
    }

    internal IHost Host { get; }

    /// <summary>The columns that fitting reads; the label is null where nothing is fitted to data.</summary>
    internal ScoredColumns Inputs { get; }

    /// <summary>Fits the step.</summary>
    /// <param name="input">Scored data with labels, which the classifier did not learn from.</param>
    /// <returns>The fitted step, to be appended to the model.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    /// <exception cref="InvalidOperationException">The rows do not suffice, or a promise would not hold on them; the message tells.</exception>
    public TTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return FitTo(new ScoredRows(Host, input, Inputs, nameof(input)));
    }

    /// <summary>The columns that <see cref="Fit"/> will lead to, annotations included.</summary>
    /// <param name="inputSchema">The columns of the scored data.</param>
    /// <returns>The columns of the scored data and those of the step.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        Inputs.Check(Host, inputSchema, nameof(inputSchema));
        SchemaShape.Column[] outputs = Promise(inputSchema);
        return new(inputSchema.Where(column => !outputs.Any(output => output.Name == column.Name)).Concat(outputs));
    }

    internal abstract TTransformer FitTo(ScoredRows rows);

    internal abstract SchemaShape.Column[] Promise(SchemaShape input);

    /// <summary>Reads the rows that have a label and a score.</summary>
    internal void ForEachUsable(ScoredRows rows, ScoredRows.Row read)
    {
        int usable = 0;
        rows.ForEach((probabilities, label, uncertainty) =>
        {
            if (label < 0 || float.IsNaN(probabilities[0]))
                return;
            ClassificationMetrics.CheckRow(probabilities, label, usable++);
            read(probabilities, label, uncertainty);
        }, CancellationToken.None);
        if (usable == 0)
            throw new InvalidOperationException($"The calibration data has no row with a label in '{Inputs.Label}' and a score in '{Inputs.Score}'.");
    }
}
