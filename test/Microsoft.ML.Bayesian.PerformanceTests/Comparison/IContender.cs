namespace Microsoft.ML.Bayesian.PerformanceTests;

/// <summary>Something that predicts rows: one of our engines, or a peer. On one thread.</summary>
internal interface IContender : IDisposable
{
    /// <summary>The name in the table.</summary>
    string Name { get; }

    /// <summary>Predicts rows: mean class probabilities, row by row, and the epistemic uncertainty of each.</summary>
    (float[] Probabilities, float[] Epistemic) Predict(float[] rows);
}
