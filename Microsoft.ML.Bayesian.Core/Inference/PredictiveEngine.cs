using System.Buffers;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// Network, posterior and rows in; class probabilities and uncertainty out. A row's result depends on the row, the posterior, the
/// options and nothing else: not on the other rows of the call, their order, or the thread. Engines are immutable from the outside
/// and safe to share between threads.
/// </summary>
/// <example>
/// <code>
/// PredictiveEngine engine = PredictiveEngine.Create(posterior, new InferenceOptions { SampleCount = 100 });
/// var probabilities = new float[rowCount * posterior.Network.ClassCount];
/// var uncertainties = new PredictiveUncertainty[rowCount];
/// engine.Predict(rows, probabilities, uncertainties);
/// </code>
/// </example>
public abstract class PredictiveEngine
{
    private protected PredictiveEngine(Posterior posterior, InferenceOptions options, InferenceMethod method = InferenceMethod.WeightSampling)
    {
        Posterior = posterior;
        Options = options;
        Method = method;
    }

    /// <summary>The posterior that predictions come from.</summary>
    public Posterior Posterior { get; }

    /// <summary>How predictions are computed.</summary>
    public InferenceOptions Options { get; }

    /// <summary>The method of this engine: that of the options, or what <see cref="InferenceMethod.Auto"/> came to.</summary>
    public InferenceMethod Method { get; }

    /// <summary>Creates the engine for the method that the options name.</summary>
    /// <param name="posterior">What was learnt, in single precision or quantized.</param>
    /// <param name="options">Method, number of samples, seed; <see cref="InferenceMethod.Auto"/> is decided here.</param>
    /// <returns>The engine, which may be shared between threads.</returns>
    /// <exception cref="ArgumentException">The method does not serve this posterior; the message says why.</exception>
    public static PredictiveEngine Create(Posterior posterior, InferenceOptions options)
    {
        ArgumentNullException.ThrowIfNull(posterior);
        ArgumentNullException.ThrowIfNull(options);
        if (posterior.Sampling is { } rule)
            return rule.CreateEngine(posterior, options);
        InferenceMethod method = options.Method == InferenceMethod.Auto ? MethodChoice.For(posterior.Network, options) : options.Method;
        if (options.Adaptive is not null && method != InferenceMethod.WeightSampling)
            throw new ArgumentException($"{nameof(options.Adaptive)} sampling serves {InferenceMethod.WeightSampling} alone, but {nameof(options.Method)} is {method}.", nameof(options));
        if (method == InferenceMethod.CovariancePropagation && posterior.Network.ClassCount > CovarianceHead.MostClasses)
            throw new ArgumentException($"{method} serves networks of up to {CovarianceHead.MostClasses} classes, but this one has {posterior.Network.ClassCount}; use {InferenceMethod.MomentPropagation}.", nameof(options));
        return method switch
        {
            InferenceMethod.WeightSampling => SampledWeightsPass.CreateEngine(posterior, options),
            InferenceMethod.LocalReparameterization => Rowwise(new PreactivationSampling(posterior, options, hybrid: false).CreatePass),
            InferenceMethod.Hybrid => Rowwise(new PreactivationSampling(posterior, options, hybrid: true).CreatePass),
            InferenceMethod.MomentPropagation => Rowwise(new MomentPropagation(posterior, options, covariance: false).CreatePass),
            InferenceMethod.CovariancePropagation => Rowwise(new MomentPropagation(posterior, options, covariance: true).CreatePass),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Method, $"There is no engine for the method {options.Method}."),
        };

        RowwiseEngine Rowwise(Func<RowwisePass> createPass) => new(posterior, options, method, createPass);
    }

    /// <summary>Predicts a block of rows.</summary>
    /// <param name="rows">The inputs, row by row: a multiple of the network's input count.</param>
    /// <param name="probabilities">Receives the posterior-mean class probabilities, row by row: rows × classes.</param>
    /// <param name="uncertainties">Receives the uncertainty of each row, in nats.</param>
    /// <param name="cancellation">Ends the call between blocks of work.</param>
    /// <exception cref="ArgumentException">A length does not fit the network; the message says what was found and what is needed.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled; the destinations hold no meaningful values.</exception>
    public void Predict(ReadOnlySpan<float> rows, Span<float> probabilities, Span<PredictiveUncertainty> uncertainties, CancellationToken cancellation = default)
    {
        int[] sampleCounts = ArrayPool<int>.Shared.Rent(uncertainties.Length);
        Predict(rows, probabilities, uncertainties, sampleCounts.AsSpan(0, uncertainties.Length), cancellation);
        ArrayPool<int>.Shared.Return(sampleCounts);
    }

    /// <summary>Predicts a block of rows, and tells how many samples each took.</summary>
    /// <param name="rows">The inputs, row by row: a multiple of the network's input count.</param>
    /// <param name="probabilities">Receives the posterior-mean class probabilities, row by row: rows × classes.</param>
    /// <param name="uncertainties">Receives the uncertainty of each row, in nats.</param>
    /// <param name="sampleCounts">Receives the number of samples of each row: the <see cref="InferenceOptions.SampleCount"/>, or fewer where sampling is <see cref="InferenceOptions.Adaptive"/>.</param>
    /// <param name="cancellation">Ends the call between blocks of work.</param>
    /// <exception cref="ArgumentException">A length does not fit the network; the message says what was found and what is needed.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled; the destinations hold no meaningful values.</exception>
    public void Predict(ReadOnlySpan<float> rows, Span<float> probabilities, Span<PredictiveUncertainty> uncertainties, Span<int> sampleCounts, CancellationToken cancellation = default)
    {
        NetworkArchitecture network = Posterior.Network;
        int count = rows.Length / network.InputCount;
        if (rows.Length % network.InputCount != 0)
            throw new ArgumentException($"The rows hold {rows.Length} values, which is no multiple of the network's {network.InputCount} inputs.", nameof(rows));
        if (probabilities.Length != count * network.ClassCount)
            throw new ArgumentException($"{count} rows of {network.ClassCount} classes need room for {count * network.ClassCount} probabilities, but there is room for {probabilities.Length}.", nameof(probabilities));
        if (uncertainties.Length != count)
            throw new ArgumentException($"{count} rows need room for {count} uncertainties, but there is room for {uncertainties.Length}.", nameof(uncertainties));
        if (sampleCounts.Length != count)
            throw new ArgumentException($"{count} rows need room for {count} numbers of samples, but there is room for {sampleCounts.Length}.", nameof(sampleCounts));
        PredictCore(rows, probabilities, uncertainties, sampleCounts, cancellation);
        if (Options.CorrectSampleBias)
            CorrectSampleBias(uncertainties, sampleCounts);
    }

    // The aleatoric uncertainty is a mean over samples, hence without bias.
    private void CorrectSampleBias(Span<PredictiveUncertainty> uncertainties, ReadOnlySpan<int> sampleCounts)
    {
        float most = MathF.Log(Posterior.Network.ClassCount);
        for (int row = 0; row < uncertainties.Length; row++)
        {
            PredictiveUncertainty uncertainty = uncertainties[row];
            if (sampleCounts[row] == 1)
                continue;
            float factor = (float)(sampleCounts[row] / (sampleCounts[row] - 1.0));
            float total = Math.Min(uncertainty.Aleatoric + uncertainty.Epistemic * factor, Math.Max(most, uncertainty.Total));
            uncertainties[row] = new(total, total - uncertainty.Aleatoric, uncertainty.Aleatoric);
        }
    }

    /// <summary>Predicts rows whose number fits the destinations.</summary>
    private protected abstract void PredictCore(ReadOnlySpan<float> rows, Span<float> probabilities, Span<PredictiveUncertainty> uncertainties, Span<int> sampleCounts, CancellationToken cancellation);
}
