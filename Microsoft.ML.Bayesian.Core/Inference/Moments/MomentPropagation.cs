namespace Microsoft.ML.Bayesian;

/// <summary>
/// Carries mean and variance of every value through the network in one pass, as if all values were independent Gaussians, and draws
/// logits from what comes out. With covariance, the dense layers at the end are taken over by <see cref="CovarianceHead"/>.
/// </summary>
internal sealed class MomentPropagation
{
    // 512 MiB of points.
    private const long MostDraws = 1L << 26;

    public MomentPropagation(Posterior posterior, InferenceOptions options, bool covariance)
    {
        Network = posterior.Network;
        if ((long)options.SampleCount * Network.ClassCount > MostDraws)
            throw new ArgumentException(FormattableString.Invariant($"A SampleCount of {options.SampleCount:N0} with {Network.ClassCount:N0} classes is more than moments are drawn for; at most {MostDraws / Network.ClassCount:N0} samples are."), nameof(options));
        NetworkLayer[] all = [.. Network.Layers];
        int head = covariance ? Array.FindLastIndex(all, layer => layer.Definition is not Dense) + 1 : all.Length;
        var layers = new List<MomentLayer>();
        int parameterized = 0;
        foreach (NetworkLayer layer in all.Take(head))
        {
            LayerPosterior? learnt = layer.HasParameters ? posterior.Layers[parameterized] : null;
            if (MomentLayer.Create(layer, learnt, known: parameterized == 0) is { } moments)
                layers.Add(moments);
            if (layer.HasParameters)
                parameterized++;
        }

        Layers = [.. layers];
        Head = covariance ? new([.. all.Skip(head)], [.. posterior.Layers.Skip(parameterized)], known: parameterized == 0) : null;
        Draws = new(Network.ClassCount, options);
    }

    public NetworkArchitecture Network { get; }

    /// <summary>The layers whose values are taken for independent.</summary>
    public MomentLayer[] Layers { get; }

    /// <summary>The layers that carry covariances; null where there are none.</summary>
    public CovarianceHead? Head { get; }

    public LogitDraws Draws { get; }

    public RowwisePass CreatePass() => new MomentPropagationPass(this);
}
