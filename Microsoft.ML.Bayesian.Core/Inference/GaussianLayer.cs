namespace Microsoft.ML.Bayesian;

/// <summary>
/// A dense or convolution layer whose weights are Gaussian. Given its inputs a, a pre-activation z = w·a + b is Gaussian too, with mean
/// E[w]·a + E[b] and variance Var[w]·a² + Var[b] (the local reparameterization of Kingma, Salimans and Welling, 2015).
/// </summary>
internal sealed unsafe class GaussianLayer
{
    private readonly LayerKernel linear;
    private readonly AlignedBuffer means, variances;

    public GaussianLayer(NetworkLayer layer, LayerPosterior learnt)
    {
        NetworkLayer plain = layer.WithoutActivation();
        linear = LayerKernel.Create(plain)!;
        means = LayerParameters.Means(plain, learnt);
        variances = LayerParameters.Variances(plain, learnt);
        Inputs = layer.Input.Length;
        Outputs = new(layer.Activation, layer.Output.Length);
    }

    /// <summary>The number of inputs.</summary>
    public int Inputs { get; }

    /// <summary>How the layer's values are drawn.</summary>
    public PreactivationKernel.Layer Outputs { get; }

    /// <summary>The values per row that buffers of outputs need room for.</summary>
    public int PaddedOutputs => linear.PaddedOutputs;

    /// <summary>Computes mean and variance of the pre-activations of given inputs.</summary>
    /// <param name="lanes"><see cref="MultiplyAccumulate.RowLanes"/>, or 1 for a single row.</param>
    /// <param name="input">The inputs, [feature][lane].</param>
    /// <param name="squares">Their squares.</param>
    /// <param name="mean">Receives the means, [unit][lane].</param>
    /// <param name="variance">Receives the variances, [unit][lane].</param>
    public void Run(int lanes, float* input, float* squares, float* mean, float* variance)
    {
        linear.Run(lanes, means.Pointer, input, mean);
        linear.Run(lanes, variances.Pointer, squares, variance);
    }
}
