namespace Microsoft.ML.Bayesian;

/// <summary>
/// Local reparameterization and the hybrid: instead of weights, the pre-activations of a layer are drawn, from the Gaussian that they
/// follow given the layer's inputs. The first layer's depends on the row alone, and is computed once for all samples. In the layers above,
/// local reparameterization does the same again in every sample; the hybrid draws their weights. For dense networks both give each row
/// exactly the distribution of logits that weight sampling gives it; a convolution's pre-activations are drawn as if they were
/// independent, which those that share weights are not. The noise is a function of (seed, layer, unit, sample), the same for all rows.
/// </summary>
internal sealed class PreactivationSampling
{
    public PreactivationSampling(Posterior posterior, InferenceOptions options, bool hybrid)
    {
        Network = posterior.Network;
        SampleCount = options.SampleCount;
        var steps = new List<Step>();
        var noiseLengths = new List<int>();
        int parameterized = 0;
        foreach (NetworkLayer layer in Network.Layers)
        {
            bool drawn = layer.HasParameters && !(hybrid && parameterized > 0);
            GaussianLayer? gaussian = drawn ? new(layer, posterior.Layers[parameterized]) : null;
            LayerKernel? kernel = drawn ? null : LayerKernel.Create(layer);
            if (drawn || kernel is not null)
                steps.Add(new(gaussian, kernel, layer.Input.Length, layer.HasParameters ? parameterized - 1 : -1, noiseLengths.Count));
            if (drawn)
                noiseLengths.Add(layer.Output.Length);
            if (layer.HasParameters)
                parameterized++;
        }

        int first = steps.FindIndex(step => step.Gaussian is not null);
        Below = [.. steps.Take(first)];
        First = steps[first];
        Above = [.. steps.Skip(first + 1)];
        Noise = GaussianSampler.OfNoise(noiseLengths, options);
        Weights = hybrid && Above.Any(step => step.SampledLayer >= 0) ? new(posterior, options, firstLayer: 1) : null;
    }

    public NetworkArchitecture Network { get; }

    public int SampleCount { get; }

    /// <summary>Poolings of the inputs, before any parameter.</summary>
    public Step[] Below { get; }

    /// <summary>The first layer with parameters.</summary>
    public Step First { get; }

    /// <summary>All layers above it.</summary>
    public Step[] Above { get; }

    /// <summary>The noise of all layers whose pre-activations are drawn.</summary>
    public GaussianSampler Noise { get; }

    /// <summary>The weights of the layers whose weights are drawn; null where there are none.</summary>
    public GaussianSampler? Weights { get; }

    public RowwisePass CreatePass() => new PreactivationSamplingPass(this);

    /// <summary>One layer.</summary>
    /// <param name="Gaussian">The layer whose pre-activations are drawn; null for any other.</param>
    /// <param name="Kernel">The kernel of any other layer.</param>
    /// <param name="Inputs">The number of the layer's inputs.</param>
    /// <param name="SampledLayer">The layer's number among those whose weights are drawn; −1 where it has no parameters.</param>
    /// <param name="NoiseLayer">The layer's number among those whose pre-activations are drawn.</param>
    public sealed record Step(GaussianLayer? Gaussian, LayerKernel? Kernel, int Inputs, int SampledLayer, int NoiseLayer)
    {
        public int PaddedOutputs => Gaussian?.PaddedOutputs ?? Kernel!.PaddedOutputs;
    }
}
