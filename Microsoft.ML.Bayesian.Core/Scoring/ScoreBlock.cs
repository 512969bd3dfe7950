using System.Numerics.Tensors;
using Microsoft.ML.Data;

namespace Microsoft.ML.Bayesian;

/// <summary>Room for a number of rows: features in, output columns out. Belongs to one cursor, so that cursors share only the model.</summary>
internal sealed class ScoreBlock(BayesianModel model, int capacity)
{
    // Fewer rows than the lanes of a vector are not worth a thread.
    private const int LeastRowsPerThread = 32;

    private readonly int inputCount = model.Posterior.Network.InputCount;
    private readonly int classCount = model.Posterior.Network.ClassCount;
    private readonly float[] inputs = new float[capacity * model.Posterior.Network.InputCount];
    private readonly float[] probabilities = new float[capacity * model.Posterior.Network.ClassCount];
    private readonly PredictiveUncertainty[] uncertainties = new PredictiveUncertainty[capacity];
    private readonly bool[] finite = new bool[capacity];

    /// <summary>Takes in the features of a row.</summary>
    public void SetFeatures(int row, in VBuffer<float> features, long position)
    {
        if (features.Length != inputCount)
            throw new InvalidOperationException($"Row {position} has {features.Length} features, but the network has {inputCount} inputs.");
        features.CopyTo(inputs, row * inputCount);
        Span<float> own = inputs.AsSpan(row * inputCount, inputCount);
        model.InputNormalization?.Apply(own, own);
        finite[row] = own.IndexOfAnyExceptFinite() < 0;
        if (!finite[row])
            own.Clear();
    }

    /// <summary>Scores the first rows, on as many threads as are worth it.</summary>
    public void Predict(int count)
    {
        int parts = Math.Clamp(count / LeastRowsPerThread, 1, Environment.ProcessorCount);
        if (parts == 1)
            Predict(0, count);
        else
            Parallel.For(0, parts, part => Predict(count * part / parts, count * (part + 1) / parts));
    }

    /// <summary>Gets an output column, by its position in <see cref="ScoreColumns"/>, of the row that the function names.</summary>
    public Delegate Getter(int column, Func<int> row) => column switch
    {
        ScoreColumns.PredictedLabel => (ValueGetter<uint>)((ref uint key) => key = PredictedLabel(row())),
        ScoreColumns.Score => (ValueGetter<VBuffer<float>>)((ref VBuffer<float> score) => CopyProbabilities(row(), ref score)),
        ScoreColumns.Total => (ValueGetter<float>)((ref float value) => value = uncertainties[row()].Total),
        ScoreColumns.Epistemic => (ValueGetter<float>)((ref float value) => value = uncertainties[row()].Epistemic),
        _ => (ValueGetter<float>)((ref float value) => value = uncertainties[row()].Aleatoric),
    };

    private void Predict(int start, int end)
    {
        int count = end - start;
        model.Engine.Predict(
            inputs.AsSpan(start * inputCount, count * inputCount),
            probabilities.AsSpan(start * classCount, count * classCount),
            uncertainties.AsSpan(start, count));
        for (int row = start; row < end; row++)
        {
            if (finite[row])
                continue;
            probabilities.AsSpan(row * classCount, classCount).Fill(float.NaN);
            uncertainties[row] = new(float.NaN, float.NaN, float.NaN);
        }
    }

    // Key 0 is ML.NET's missing value: nothing is predicted for a row that cannot be scored.
    private uint PredictedLabel(int row) =>
        finite[row] ? (uint)TensorPrimitives.IndexOfMax<float>(probabilities.AsSpan(row * classCount, classCount)) + 1 : 0;

    private void CopyProbabilities(int row, ref VBuffer<float> destination)
    {
        VBufferEditor<float> editor = VBufferEditor.Create(ref destination, classCount);
        probabilities.AsSpan(row * classCount, classCount).CopyTo(editor.Values);
        destination = editor.Commit();
    }
}
