namespace Microsoft.ML.Bayesian;

/// <summary>
/// Local reparameterization and the hybrid: instead of weights, the pre-activations of a layer are drawn, from the Gaussian that they
/// follow given the layer's inputs. The first layer's depends on the row alone, and is computed once for all samples. In the layers above,
/// local reparameterization does the same again in every sample; the hybrid draws their weights. For dense networks both give each row
/// exactly the distribution of logits that weight sampling gives it; a convolution's pre-activations are drawn as if they were
/// independent, which those that share weights are not. The noise is the same for all rows.
/// </summary>
internal sealed class PreactivationSampling
{
    public PreactivationSampling(Posterior posterior, InferenceOptions options, bool hybrid)
    {
        Network = posterior.Network;
        SampleCount = options.SampleCount;
        var below = new List<LayerKernel>();
        var above = new List<Step>();
        var noisy = new List<GaussianLayer>();
        int parameterized = 0;
        foreach (NetworkLayer layer in Network.Layers)
        {
            int number = layer.HasParameters ? parameterized++ : -1;
            if (number == 0 || (number > 0 && !hybrid))
            {
                noisy.Add(new GaussianLayer(layer, posterior.Layers[number]));
                if (number > 0)
                    above.Add(new(noisy[^1], null, 0, noisy.Count - 1));
            }
            else if (LayerKernel.Create(layer) is { } kernel)
            {
                if (parameterized == 0)
                    below.Add(kernel);
                else
                    above.Add(new(null, kernel, Math.Max(0, number - 1), 0));
            }
        }

        Below = [.. below];
        First = noisy[0];
        Above = [.. above];
        Noise = new([.. noisy.Select(layer => layer.Outputs.Units)], options);
        Weights = hybrid && parameterized > 1 ? new(posterior, options, firstLayer: 1) : null;
    }

    public NetworkArchitecture Network { get; }

    public int SampleCount { get; }

    /// <summary>Poolings of the inputs, before any parameter.</summary>
    public LayerKernel[] Below { get; }

    /// <summary>The first layer with parameters.</summary>
    public GaussianLayer First { get; }

    /// <summary>All layers above it.</summary>
    public Step[] Above { get; }

    /// <summary>The noise of all layers whose pre-activations are drawn.</summary>
    public NoiseBank Noise { get; }

    /// <summary>The weights of the layers whose weights are drawn; null where there are none.</summary>
    public WeightSampler? Weights { get; }

    public RowwisePass CreatePass() => new PreactivationSamplingPass(this);

    /// <summary>One layer above the first.</summary>
    /// <param name="Gaussian">The layer whose pre-activations are drawn; null for any other.</param>
    /// <param name="Kernel">The kernel of any other layer.</param>
    /// <param name="SampledLayer">The layer's number among those whose weights are drawn; 0 where it has none.</param>
    /// <param name="NoiseLayer">The layer's number among those whose pre-activations are drawn.</param>
    public sealed record Step(GaussianLayer? Gaussian, LayerKernel? Kernel, int SampledLayer, int NoiseLayer)
    {
        public int PaddedOutputs => Gaussian?.PaddedOutputs ?? Kernel!.PaddedOutputs;
    }
}
