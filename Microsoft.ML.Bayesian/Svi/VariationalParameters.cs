using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// The means μ and raw deviations ρ (σ = softplus(ρ)) of all weights and biases in one block <c>[2, count]</c>, so that an optimizer
/// step is a handful of operations whatever the number of layers. None of it is known to autograd.
/// </summary>
internal sealed class VariationalParameters : IDisposable, ICheckpointed
{
    private readonly NetworkLayer[] layers;

    public VariationalParameters(NetworkArchitecture network, Device device, ScalarType precision = ScalarType.Float32)
    {
        Network = network;
        layers = [.. network.ParameterizedLayers];
        Values = zeros([2, network.ParameterCount], dtype: precision, device: device);
        Mean = Values.select(0, 0);
        Raw = Values.select(0, 1);
    }

    public NetworkArchitecture Network { get; }

    /// <summary>Row 0 the means, row 1 the raw deviations.</summary>
    public Tensor Values { get; }

    public Tensor Mean { get; }

    public Tensor Raw { get; }

    string ICheckpointed.Tag => "PARA";

    public Tensor StandardDeviation() => SoftPlus.Value(Raw);

    /// <summary>Cuts a flat tensor of all parameters into layers: weights then biases, first layer to last.</summary>
    public LayerTensors[] Slice(Tensor flat)
    {
        var slices = new LayerTensors[layers.Length];
        long start = 0;
        for (int i = 0; i < layers.Length; i++)
        {
            Tensor weight = flat.narrow(0, start, layers[i].WeightCount).view([.. layers[i].WeightShape.Select(size => (long)size)]);
            start += layers[i].WeightCount;
            slices[i] = new(weight, flat.narrow(0, start, layers[i].BiasCount));
            start += layers[i].BiasCount;
        }

        return slices;
    }

    /// <summary>
    /// Means of weights from N(0, 2/fan-in) (He et al. 2015), means of biases 0, all deviations equal.
    /// </summary>
    public void Initialize(double standardDeviation, Generator random)
    {
        using var scope = NewDisposeScope();
        Mean.zero_();
        foreach ((LayerTensors slice, NetworkLayer layer) in Slice(Mean).Zip(layers))
            slice.Weight.normal_(0, Math.Sqrt(2.0 * layer.BiasCount / layer.WeightCount), random);
        Raw.Fill(SoftPlus.Inverse(standardDeviation));
    }

    /// <summary>Continues from a posterior that was learnt before.</summary>
    /// <exception cref="ArgumentException">The posterior belongs to another network.</exception>
    public void Initialize(Posterior posterior)
    {
        using var scope = NewDisposeScope();
        VariationalTensor[] tensors = [.. posterior.Tensors];
        LayerTensors[] means = Slice(Mean), raws = Slice(Raw);
        Tensor[] meanViews = [.. means.SelectMany(slice => new[] { slice.Weight, slice.Bias })];
        Tensor[] rawViews = [.. raws.SelectMany(slice => new[] { slice.Weight, slice.Bias })];
        if (tensors.Length != meanViews.Length || tensors.Zip(meanViews).Any(pair => !pair.First.Shape.Select(size => (long)size).SequenceEqual(pair.Second.shape)))
            throw new ArgumentException("The model to continue from has another network: its layers have other shapes.", nameof(posterior));
        for (int i = 0; i < tensors.Length; i++)
        {
            float[] raw = [.. tensors[i].StandardDeviation.ToArray().Select(deviation => (float)SoftPlus.Inverse(deviation))];
            meanViews[i].copy_(tensor(tensors[i].Mean.ToArray(), device: Values.device).view(meanViews[i].shape));
            rawViews[i].copy_(tensor(raw, device: Values.device).view(meanViews[i].shape));
        }
    }

    /// <summary>Copies the parameters into managed memory.</summary>
    public Posterior ToPosterior(GaussianPrior prior)
    {
        using var scope = NewDisposeScope();
        float[] means = Managed(Mean), deviations = Managed(StandardDeviation());
        var learnt = new LayerPosterior[layers.Length];
        int start = 0;
        for (int i = 0; i < layers.Length; i++)
        {
            VariationalTensor weight = Take(layers[i].Name + ".weight", layers[i].WeightShape, layers[i].WeightCount);
            learnt[i] = new(weight, Take(layers[i].Name + ".bias", [layers[i].BiasCount], layers[i].BiasCount));
        }

        return new Posterior(Network, learnt, prior);

        VariationalTensor Take(string name, IReadOnlyList<int> shape, int length)
        {
            VariationalTensor taken = new(name, shape, means.AsSpan(start, length), deviations.AsSpan(start, length));
            start += length;
            return taken;
        }
    }

    public void Dispose()
    {
        Raw.Dispose();
        Mean.Dispose();
        Values.Dispose();
    }

    void ICheckpointed.Save(BinaryWriter writer) => writer.WriteTensor(Values);

    void ICheckpointed.Restore(SectionReader reader) => reader.ReadTensor(Values, "parameters");

    private static float[] Managed(Tensor values) => values.to(ScalarType.Float32).cpu().data<float>().ToArray();
}
