using System.Buffers;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// A trained Bayesian classifier without ML.NET around it: a posterior, the way it scores, and the names of its classes. Immutable,
/// holds no native memory, safe to share between threads.
/// </summary>
public sealed partial class BayesianModel
{
    private readonly Lazy<PredictiveEngine> engine;

    /// <summary>Joins what was learnt with the way it scores.</summary>
    /// <param name="posterior">What was learnt: the network, its means and standard deviations, and the prior.</param>
    /// <param name="inference">How the model scores; the defaults unless given.</param>
    /// <param name="classNames">One name per class, or null where the classes have none.</param>
    /// <param name="inputNormalization">How raw features become inputs of the network, or null where they are inputs as they are.</param>
    /// <exception cref="ArgumentException">The number of names is not the number of classes.</exception>
    public BayesianModel(Posterior posterior, InferenceOptions? inference = null, IReadOnlyList<string>? classNames = null, InputNormalization? inputNormalization = null)
    {
        ArgumentNullException.ThrowIfNull(posterior);
        if (classNames is not null && classNames.Count != posterior.Network.ClassCount)
            throw new ArgumentException($"The network has {posterior.Network.ClassCount} classes, but {classNames.Count} names were given.", nameof(classNames));
        Posterior = posterior;
        Inference = inference ?? new InferenceOptions();
        ClassNames = classNames is null ? null : [.. classNames];
        InputNormalization = inputNormalization;
        engine = new(() => PredictiveEngine.Create(Posterior, Inference));
    }

    /// <summary>What was learnt: a mean and a standard deviation for every weight and bias of the network.</summary>
    public Posterior Posterior { get; }

    /// <summary>How the model scores: method, number of samples, seed.</summary>
    public InferenceOptions Inference { get; }

    /// <summary>One name per class, or null where the classes have none.</summary>
    public IReadOnlyList<string>? ClassNames { get; }

    /// <summary>How raw features become inputs of the network, or null where they are inputs as they are.</summary>
    public InputNormalization? InputNormalization { get; }

    /// <summary>The engine that the model's predictions come from, created on first use. It knows no <see cref="InputNormalization"/>: its rows are inputs of the network.</summary>
    public PredictiveEngine Engine => engine.Value;

    /// <summary>The same model with other inference options.</summary>
    /// <param name="inference">How the new model scores.</param>
    /// <returns>A new model that shares the posterior with this one, which stays as it is.</returns>
    public BayesianModel With(InferenceOptions inference) => new(Posterior, inference, ClassNames, InputNormalization);

    /// <summary>The same model with another posterior, for example a smaller one of the same network.</summary>
    /// <param name="posterior">The posterior of the new model.</param>
    /// <returns>A new model; this one stays as it is.</returns>
    /// <exception cref="ArgumentException">The number of classes differs from that of the names.</exception>
    public BayesianModel WithPosterior(Posterior posterior) => new(posterior, Inference, ClassNames, InputNormalization);

    /// <summary>Predicts rows, into new arrays.</summary>
    /// <param name="rows">The features, row by row: a multiple of the network's input count.</param>
    /// <param name="cancellation">Ends the call between blocks of work.</param>
    /// <returns>One prediction per row.</returns>
    public BayesianPrediction[] Predict(ReadOnlySpan<float> rows, CancellationToken cancellation = default)
    {
        int classes = Posterior.Network.ClassCount;
        int count = rows.Length / Posterior.Network.InputCount;
        var probabilities = new float[count * classes];
        var uncertainties = new PredictiveUncertainty[count];
        Predict(rows, probabilities, uncertainties, cancellation);

        var predictions = new BayesianPrediction[count];
        for (int row = 0; row < count; row++)
            predictions[row] = new(probabilities.AsSpan(row * classes, classes).ToArray(), uncertainties[row]);
        return predictions;
    }

    /// <summary>Predicts rows into memory that the caller owns.</summary>
    /// <param name="rows">The features, row by row: a multiple of the network's input count.</param>
    /// <param name="probabilities">Receives the posterior-mean class probabilities, row by row: rows × classes.</param>
    /// <param name="uncertainties">Receives the uncertainty of each row, in nats.</param>
    /// <param name="cancellation">Ends the call between blocks of work.</param>
    /// <exception cref="ArgumentException">A length does not fit the network; the message says what was found and what is needed.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled; the destinations hold no meaningful values.</exception>
    public void Predict(ReadOnlySpan<float> rows, Span<float> probabilities, Span<PredictiveUncertainty> uncertainties, CancellationToken cancellation = default)
    {
        if (InputNormalization is null)
        {
            Engine.Predict(rows, probabilities, uncertainties, cancellation);
            return;
        }

        float[] inputs = ArrayPool<float>.Shared.Rent(rows.Length);
        InputNormalization.Apply(rows, inputs);
        Engine.Predict(inputs.AsSpan(0, rows.Length), probabilities, uncertainties, cancellation);
        ArrayPool<float>.Shared.Return(inputs);
    }
}
