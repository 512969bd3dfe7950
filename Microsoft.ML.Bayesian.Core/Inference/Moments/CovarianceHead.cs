namespace Microsoft.ML.Bayesian;

/// <summary>
/// The dense layers at a network's end, with the covariance that the logits owe to what they share. A unit's output is taken for
/// gain × pre-activation + an independent remainder (its statistical linearization), so that the logits are linear in the remainders of
/// all layers: their covariance is the sum over the layers of F·diag(remainder variance)·Fᵀ, where F takes a layer's outputs to the
/// logits, W_L·diag(gain)·W_{L−1}·…, and of the variance that the last layer's weights add.
/// </summary>
internal sealed unsafe class CovarianceHead
{
    /// <summary>The most classes; the work per row grows with their number times that of the weights.</summary>
    public const int MostClasses = 64;

    private readonly CovarianceLayer[] layers;
    private readonly LayerKernel? products;
    private readonly AlignedBuffer? productWeights, lastWeights;
    private readonly bool known;
    private readonly int classes;

    /// <param name="network">The layers.</param>
    /// <param name="learnt">Their posteriors.</param>
    /// <param name="known">Whether the inputs of the first layer are those of the network, with variance 0.</param>
    public CovarianceHead(NetworkLayer[] network, LayerPosterior[] learnt, bool known)
    {
        layers = [.. network.Zip(learnt, (layer, parameters) => new CovarianceLayer(layer, parameters, known && layer == network[0]))];
        classes = layers[^1].Outputs;
        this.known = known;
        if (layers.Length == 1 && known)
            return;

        // The last layer's F is the same for all rows, and so are the products of its entries.
        int units = layers[^1].Inputs, entries = CovarianceKernel.Entries(classes);
        float[] weights = layers[^1].Weights;
        lastWeights = LayerMoments.Buffer(layers[^1].PaddedInputs * (long)classes);
        var pairs = new float[entries * units];
        int entry = 0;
        for (int i = 0; i < classes; i++)
        {
            weights.AsSpan(i * units, units).CopyTo(lastWeights.Span[(i * layers[^1].PaddedInputs)..]);
            for (int j = 0; j <= i; j++, entry++)
            {
                for (int unit = 0; unit < units; unit++)
                    pairs[entry * units + unit] = weights[i * units + unit] * weights[j * units + unit];
            }
        }

        var layer = new NetworkLayer("products", new Dense(entries, Activation.Identity), TensorShape.Flat(units), TensorShape.Flat(entries), [entries, units]);
        products = LayerKernel.Create(layer)!;
        productWeights = LayerParameters.Aligned(new WeightLayout(layer).Arranged(new Float32Storage(pairs), new Float32Storage(new float[entries])));
    }

    public Scratch CreateScratch() => new(layers, classes);

    /// <summary>Computes mean and Cholesky factor of the logits.</summary>
    /// <param name="lanes"><see cref="MultiplyAccumulate.RowLanes"/>, or 1 for a single row.</param>
    /// <param name="mean">The means of the first layer's inputs, [feature][lane].</param>
    /// <param name="variance">Their variances; ignored where they are known.</param>
    /// <param name="scratch">The memory to work in; holds the results.</param>
    public void Run(int lanes, float* mean, float* variance, Scratch scratch)
    {
        float* inputMean = mean, inputVariance = variance;
        for (int i = 0; i < layers.Length; i++)
        {
            layers[i].Run(lanes, inputMean, inputVariance, scratch.Second.Pointer, scratch.Carried.Pointer, scratch.Moments[i]);
            inputMean = scratch.Moments[i].Mean.Pointer;
            inputVariance = scratch.Moments[i].Variance.Pointer;
        }

        float* matrix = scratch.Factor.Pointer;
        if (products is null)
            new Span<float>(matrix, CovarianceKernel.Entries(classes) * lanes).Clear();
        else
            products.Run(lanes, productWeights!.Pointer, layers.Length == 1 ? variance : scratch.Moments[^2].Fresh.Pointer, matrix);

        for (int layer = layers.Length - 2; layer >= (known ? 1 : 0); layer--)
        {
            TakeBack(layer, lanes, scratch);
            float* fresh = layer > 0 ? scratch.Moments[layer - 1].Fresh.Pointer : variance;
            CovarianceKernel.AddProducts(scratch.Forms.Pointer, scratch.FormStride, layers[layer].Inputs, fresh, scratch.Second.Pointer, matrix, classes, lanes);
        }

        for (int i = 0; i < classes; i++)
        {
            for (int lane = 0; lane < lanes; lane++)
                matrix[(CovarianceKernel.Entries(i + 1) - 1) * lanes + lane] += scratch.Moments[^1].Fresh.Pointer[i * lanes + lane];
        }

        Factorize(matrix, lanes, scratch);
    }

    // From linear forms of the layer's outputs to forms of its inputs; above the last layer but one stand the last layer's weights.
    private void TakeBack(int layer, int lanes, Scratch scratch)
    {
        float* gain = scratch.Moments[layer].Gain.Pointer, form = scratch.Second.Pointer;
        for (int i = 0; i < classes; i++)
        {
            float* target = scratch.Forms.Pointer + (nint)i * scratch.FormStride * lanes;
            if (layer == layers.Length - 2)
                ElementwiseKernel.MultiplyUnits(gain, lastWeights!.Pointer + (nint)i * layers[^1].PaddedInputs, form, layers[layer].Outputs, lanes);
            else
                ElementwiseKernel.Multiply(target, gain, form, layers[layer].Outputs * lanes);
            layers[layer].Back(lanes, form, target);
        }
    }

    // A single row's matrix goes through the factorization in the first lane of a vector.
    private void Factorize(float* matrix, int lanes, Scratch scratch)
    {
        if (lanes > 1)
        {
            CovarianceKernel.Factorize(matrix, classes, lanes);
            return;
        }

        const int Width = ElementwiseKernel.Width;
        int entries = CovarianceKernel.Entries(classes);
        for (int i = 0; i < entries; i++)
            scratch.Wide.Span[i * Width] = matrix[i];
        CovarianceKernel.Factorize(scratch.Wide.Pointer, classes, Width);
        for (int i = 0; i < entries; i++)
            matrix[i] = scratch.Wide.Span[i * Width];
    }

    /// <summary>The memory that one call works in.</summary>
    public sealed class Scratch
    {
        public Scratch(CovarianceLayer[] layers, int classes)
        {
            int widest = layers.Max(layer => Math.Max(layer.PaddedInputs, layer.PaddedOutputs));
            Moments = [.. layers.Select(layer => new LayerMoments(layer.PaddedOutputs))];
            FormStride = widest;
            Second = LayerMoments.Buffer(widest);
            Carried = LayerMoments.Buffer(widest);
            Forms = LayerMoments.Buffer((long)widest * classes);
            int entries = WeightLayout.RoundUp(CovarianceKernel.Entries(classes), MultiplyAccumulate.OutputBlock);
            Factor = LayerMoments.Buffer(entries);
            Wide = LayerMoments.Buffer(entries);
        }

        /// <summary>The means of the logits, [class][lane].</summary>
        public unsafe float* Mean => Moments[^1].Mean.Pointer;

        /// <summary>The Cholesky factor of their covariance, [entry][lane].</summary>
        public AlignedBuffer Factor { get; }

        internal LayerMoments[] Moments { get; }

        internal int FormStride { get; }

        internal AlignedBuffer Second { get; }

        internal AlignedBuffer Carried { get; }

        internal AlignedBuffer Forms { get; }

        internal AlignedBuffer Wide { get; }
    }
}
