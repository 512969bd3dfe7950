namespace Microsoft.ML.Bayesian.Tests.Inference;

/// <summary>What an engine says about a block of rows.</summary>
internal sealed record EnginePredictions(int Classes, float[] Probabilities, PredictiveUncertainty[] Uncertainties)
{
    public int Count => Uncertainties.Length;

    public static EnginePredictions Of(PredictiveEngine engine, float[] rows)
    {
        int count = rows.Length / engine.Posterior.Network.InputCount, classes = engine.Posterior.Network.ClassCount;
        var predictions = new EnginePredictions(classes, new float[count * classes], new PredictiveUncertainty[count]);
        engine.Predict(rows, predictions.Probabilities, predictions.Uncertainties);
        return predictions;
    }

    public float[] Row(int row) => Probabilities.AsSpan(row * Classes, Classes).ToArray();

    /// <summary>The bits of everything said about one row.</summary>
    public int[] Bits(int row) => [.. Row(row).Append(Uncertainties[row].Total).Append(Uncertainties[row].Epistemic).Append(Uncertainties[row].Aleatoric).Select(BitConverter.SingleToInt32Bits)];

    /// <summary>The bits of everything.</summary>
    public int[] Bits() => [.. Enumerable.Range(0, Count).SelectMany(Bits)];
}
