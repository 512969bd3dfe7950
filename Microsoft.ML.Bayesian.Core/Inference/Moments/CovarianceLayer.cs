namespace Microsoft.ML.Bayesian;

/// <summary>
/// A dense layer that tells the variance its inputs bring in apart from that of its own weights, and through which a linear form of its
/// outputs can be taken back to its inputs.
/// </summary>
internal sealed unsafe class CovarianceLayer
{
    private readonly LayerKernel forward, backward;
    private readonly AlignedBuffer means, squares, variances, transposed;
    private readonly Activation activation;
    private readonly bool known;

    public CovarianceLayer(NetworkLayer layer, LayerPosterior learnt, bool known)
    {
        NetworkLayer plain = layer.WithoutActivation();
        Inputs = layer.Input.Length;
        Outputs = layer.Output.Length;
        this.known = known;
        activation = layer.Activation;
        forward = LayerKernel.Create(plain)!;
        means = LayerParameters.Means(plain, learnt);
        squares = LayerParameters.SquaredMeans(plain, learnt);
        variances = LayerParameters.Variances(plain, learnt);

        var back = new NetworkLayer(layer.Name, new Dense(Inputs, Activation.Identity), layer.Output, layer.Input, [Inputs, Outputs]);
        backward = LayerKernel.Create(back)!;
        Weights = learnt.Weight.Mean.ToArray();
        var turned = new float[Weights.Length];
        for (int output = 0; output < Outputs; output++)
        {
            for (int input = 0; input < Inputs; input++)
                turned[input * Outputs + output] = Weights[output * Inputs + input];
        }

        var layout = new WeightLayout(back);
        transposed = LayerParameters.Aligned(layout.Arranged(new Float32Storage(turned), new Float32Storage(new float[Inputs])));
    }

    public int Inputs { get; }

    public int Outputs { get; }

    /// <summary>The values per row that buffers of outputs need room for.</summary>
    public int PaddedOutputs => forward.PaddedOutputs;

    /// <summary>The values per row that buffers of inputs need room for.</summary>
    public int PaddedInputs => backward.PaddedOutputs;

    /// <summary>The means of the weights, [output][input].</summary>
    public float[] Weights { get; }

    /// <summary>Computes the moments of the outputs.</summary>
    /// <param name="lanes"><see cref="MultiplyAccumulate.RowLanes"/>, or 1 for a single row.</param>
    /// <param name="mean">The means of the inputs.</param>
    /// <param name="variance">Their variances; ignored where the inputs are known.</param>
    /// <param name="moments">A buffer of the inputs' length.</param>
    /// <param name="carried">A buffer of the outputs' length.</param>
    /// <param name="outputs">Receives the moments of the outputs.</param>
    public void Run(int lanes, float* mean, float* variance, float* moments, float* carried, LayerMoments outputs)
    {
        int length = Outputs * lanes;
        forward.Run(lanes, means.Pointer, mean, outputs.Mean.Pointer);
        if (known)
        {
            ElementwiseKernel.Square(mean, moments, Inputs * lanes);
            forward.Run(lanes, variances.Pointer, moments, outputs.Variance.Pointer);
            new Span<float>(carried, length).Clear();
        }
        else
        {
            ElementwiseKernel.SecondMoment(mean, variance, moments, Inputs * lanes);
            forward.Run(lanes, variances.Pointer, moments, outputs.Variance.Pointer);
            forward.Run(lanes, squares.Pointer, variance, carried);
        }

        // What the weights bring in; a layer with an activation has it mixed with the rest below.
        new ReadOnlySpan<float>(outputs.Variance.Pointer, length).CopyTo(outputs.Fresh.Span);
        ElementwiseKernel.Add(carried, outputs.Variance.Pointer, length);
        if (activation.Kind == ActivationKind.Identity)
        {
            new Span<float>(outputs.Gain.Pointer, length).Fill(1);
            return;
        }

        ActivationMoments.Apply(activation, outputs.Mean.Pointer, outputs.Variance.Pointer, outputs.Gain.Pointer, length);
        CovarianceKernel.Remainder(outputs.Variance.Pointer, outputs.Gain.Pointer, carried, outputs.Fresh.Pointer, length);
    }

    /// <summary>Takes a linear form of the outputs, [output][lane], back to the inputs.</summary>
    public void Back(int lanes, float* form, float* destination) => backward.Run(lanes, transposed.Pointer, form, destination);
}
