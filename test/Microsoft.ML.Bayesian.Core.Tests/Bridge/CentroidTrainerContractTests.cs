using Microsoft.ML.Data;

namespace Microsoft.ML.Bayesian.Tests;

[TestClass]
public sealed class TextKeyTrainerContractTests() : CentroidTrainerContract(LabelKind.TextKey);

[TestClass]
public sealed class NumberKeyTrainerContractTests() : CentroidTrainerContract(LabelKind.NumberKey);

[TestClass]
public sealed class BareKeyTrainerContractTests() : CentroidTrainerContract(LabelKind.BareKey);

[TestClass]
public sealed class BooleanTrainerContractTests() : CentroidTrainerContract(LabelKind.Boolean);

[TestClass]
public sealed class SingleTrainerContractTests() : CentroidTrainerContract(LabelKind.Single);

/// <summary>The contract of estimators for a trainer that derives from <see cref="BayesianTrainerBase"/>, over one form of the label.</summary>
public abstract class CentroidTrainerContract(LabelKind kind) : EstimatorContract
{
    protected override IEstimator<ITransformer> CreateEstimator(MLContext mlContext) =>
        new CentroidTrainer(mlContext, new BayesianTrainerColumns { ExampleWeight = "Weight" });

    protected override IDataView ValidData(MLContext mlContext) => Clusters.View(mlContext, kind);

    protected override IEnumerable<(string Column, IDataView Data)> InvalidData(MLContext mlContext)
    {
        IDataView valid = ValidData(mlContext);
        foreach (string column in new[] { "Features", "Label", "Weight" })
            yield return (column, Apply(mlContext.Transforms.DropColumns(column)));
        yield return ("Features", Apply(mlContext.Transforms.CopyColumns("Features", nameof(Clusters.Row.Class))));
        yield return ("Features", Apply(mlContext.Transforms.Conversion.ConvertType("Features", outputKind: DataKind.Double)));
        yield return ("Features", Apply(mlContext.Transforms.Conversion.MapValueToKey("Features")));
        yield return ("Features", mlContext.Data.LoadFromEnumerable([new Unsized { Features = [1, 2, 3, 4] }]));
        yield return ("Label", Apply(mlContext.Transforms.CopyColumns("Label", nameof(Clusters.Row.Name))));
        yield return ("Label", Apply(mlContext.Transforms.CopyColumns("Label", "Features")));
        yield return ("Label", Apply(mlContext.Transforms.CopyColumns("Label", nameof(Clusters.Row.Number))));
        yield return ("Weight", Apply(mlContext.Transforms.CopyColumns("Weight", "Features")));
        yield return ("Weight", Apply(mlContext.Transforms.CopyColumns("Weight", nameof(Clusters.Row.Number))));

        IDataView Apply<T>(IEstimator<T> change) where T : class, ITransformer => change.Fit(valid).Transform(valid);
    }

    private sealed class Unsized
    {
        public float[] Features { get; set; } = [];

        public float Label { get; set; }

        public float Weight { get; set; }
    }
}
