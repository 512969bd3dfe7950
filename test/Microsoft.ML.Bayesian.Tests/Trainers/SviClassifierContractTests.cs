namespace Microsoft.ML.Bayesian.Tests;

[TestClass]
public sealed class SviClassifierContractTests : EstimatorContract
{
    protected override IEstimator<ITransformer> CreateEstimator(MLContext mlContext) => mlContext.Bayesian.SviClassifier(new SviClassificationTrainer.Options
    {
        HiddenUnits = [8],
        Epochs = 3,
        BatchSize = 16,
        Inference = new InferenceOptions { SampleCount = 5 },
    });

    protected override IDataView ValidData(MLContext mlContext) => ToyData.Keyed(mlContext);

    protected override IEnumerable<(string Column, IDataView Data)> InvalidData(MLContext mlContext) => ToyData.Unusable(mlContext);
}
