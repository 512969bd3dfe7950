namespace Microsoft.ML.Bayesian;

/// <summary>
/// A dense or convolution layer with its activation. For independent weights and inputs, E[w·a + b] = E[w]·E[a] + E[b] and
/// Var[w·a + b] = E[w]²·Var[a] + Var[w]·E[a²] + Var[b].
/// </summary>
internal sealed unsafe class LinearMoments : MomentLayer
{
    private readonly LayerKernel means, variances;
    private readonly AlignedBuffer meanWeights, varianceWeights;
    private readonly Activation activation;
    private readonly int inputs, outputs;
    private readonly bool known;

    public LinearMoments(NetworkLayer layer, LayerPosterior learnt, bool known)
    {
        NetworkLayer plain = layer.WithoutActivation();
        means = LayerKernel.Create(plain)!;
        variances = known ? means : LayerKernel.Create(layer.OverVariancesAndSecondMoments())!;
        meanWeights = LayerParameters.Means(plain, learnt);
        varianceWeights = known ? LayerParameters.Variances(plain, learnt) : LayerParameters.SquaredMeansAndVariances(plain, learnt);
        activation = layer.Activation;
        inputs = layer.Input.Length;
        outputs = layer.Output.Length;
        this.known = known;
    }

    public override int PaddedOutputs => means.PaddedOutputs;

    public override void Run(int lanes, float* mean, float* variance, float* outputMean, float* outputVariance)
    {
        if (known)
            ElementwiseKernel.Square(mean, variance, inputs * lanes);
        else
            ElementwiseKernel.SecondMoment(mean, variance, variance + (nint)inputs * lanes, inputs * lanes);
        means.Run(lanes, meanWeights.Pointer, mean, outputMean);
        variances.Run(lanes, varianceWeights.Pointer, variance, outputVariance);
        ActivationMoments.Apply(activation, outputMean, outputVariance, null, outputs * lanes);
    }
}
