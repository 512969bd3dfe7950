using Microsoft.ML.Data;

namespace Microsoft.ML.Bayesian;

/// <summary>The data of an experiment, as it comes into the trainer.</summary>
/// <param name="Training">The rows to learn from.</param>
/// <param name="Validation">The rows to judge by.</param>
/// <param name="OutOfDistribution">Rows unlike them, or null.</param>
/// <param name="Preparation">What stands before the trainer, fitted on the training rows, or null.</param>
internal sealed record ExperimentData(IDataView Training, IDataView Validation, IDataView? OutOfDistribution, ITransformer? Preparation)
{
    /// <summary>Fits the preparation and applies it.</summary>
    public static ExperimentData Prepare(IDataView training, IDataView validation, IDataView? outOfDistribution, IEstimator<ITransformer>? preparation)
    {
        if (preparation is null)
            return new(training, validation, outOfDistribution, null);
        ITransformer fitted = preparation.Fit(training);
        return new(fitted.Transform(training), fitted.Transform(validation), outOfDistribution is null ? null : fitted.Transform(outOfDistribution), fitted);
    }

    /// <summary>The model with what stands before it.</summary>
    public ITransformer Whole(BayesianClassificationTransformer model) =>
        Preparation is null ? model : new TransformerChain<BayesianClassificationTransformer>(Preparation, model);
}
