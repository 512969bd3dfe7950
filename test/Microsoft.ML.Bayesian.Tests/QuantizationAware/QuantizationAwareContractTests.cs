using Microsoft.ML.Bayesian.Quantization;

namespace Microsoft.ML.Bayesian.Tests;

[TestClass]
public sealed class QuantizationAwareContractTests : EstimatorContract
{
    protected override IEstimator<ITransformer> CreateEstimator(MLContext mlContext) => mlContext.Bayesian.SviClassifier(new SviClassificationTrainer.Options
    {
        HiddenUnits = [8],
        Epochs = 2,
        BatchSize = 16,
        Inference = new InferenceOptions { SampleCount = 5 },
    }).WithQuantization(QuantizationScheme.Joint, bits: 4);

    protected override IDataView ValidData(MLContext mlContext) =>
        mlContext.Transforms.Conversion.MapValueToKey("Label").Fit(Raw(mlContext)).Transform(Raw(mlContext));

    protected override IEnumerable<(string Column, IDataView Data)> InvalidData(MLContext mlContext)
    {
        IDataView valid = ValidData(mlContext);
        yield return ("Features", mlContext.Transforms.DropColumns("Features").Fit(valid).Transform(valid));
        yield return ("Label", mlContext.Transforms.DropColumns("Label").Fit(valid).Transform(valid));
    }

    private static IDataView Raw(MLContext mlContext) => mlContext.Data.LoadFromEnumerable(ToyData.Blobs(60));
}
