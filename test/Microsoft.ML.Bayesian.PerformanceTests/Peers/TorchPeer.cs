using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian.PerformanceTests;

/// <summary>Weight sampling as one writes it with TorchSharp: for every sample a forward pass with functional layers.</summary>
internal sealed class TorchPeer : IContender
{
    private readonly NetworkArchitecture network;
    private readonly int samples;
    private readonly (Tensor Mean, Tensor Deviation)[] posterior;
    private readonly Tensor[][]? drawn;

    /// <param name="network">The network and its posterior.</param>
    /// <param name="samples">The number of samples.</param>
    /// <param name="predrawn">Whether weights are drawn once, beforehand.</param>
    public TorchPeer(BenchmarkNetwork network, int samples, bool predrawn)
    {
        set_num_threads(1);
        (this.network, this.samples, Name) = (network.Network, samples, predrawn ? "torchsharp.predrawn" : "torchsharp.drawing");
        VariationalTensor[] tensors = [.. network.Single.Tensors];
        posterior = [.. tensors.Select(tensor => (ToTensor(tensor.Mean.ToArray(), tensor.Shape), ToTensor(tensor.StandardDeviation.ToArray(), tensor.Shape)))];
        if (predrawn)
            drawn = [.. PeerDraws.Of(network.Single, samples).Select(sample => (Tensor[])[.. sample.Select((values, i) => ToTensor(values, tensors[i].Shape))])];
    }

    public string Name { get; }

    public (float[] Probabilities, float[] Epistemic) Predict(float[] rows)
    {
        using var inference = inference_mode();
        using DisposeScope scope = NewDisposeScope();
        Tensor input = tensor(rows, [rows.Length / network.InputCount, network.InputShape.Channels, network.InputShape.Height, network.InputShape.Width]);
        Tensor probabilities = zeros(input.shape[0], network.ClassCount), entropy = zeros(input.shape[0]);
        for (int sample = 0; sample < samples; sample++)
        {
            using DisposeScope step = NewDisposeScope();
            Tensor[] weights = drawn?[sample] ?? [.. posterior.Select(tensor => tensor.Mean.addcmul(tensor.Deviation, randn_like(tensor.Mean), 1))];
            Tensor logProbabilities = nn.functional.log_softmax(Forward(input, weights), 1), probability = logProbabilities.exp();
            probabilities.add_(probability);
            entropy.sub_((probability * logProbabilities).sum(1));
        }

        Tensor mean = probabilities / samples, epistemic = -(mean * mean.clamp_min(1e-30).log()).sum(1) - entropy / samples;
        return (mean.data<float>().ToArray(), epistemic.data<float>().ToArray());
    }

    public void Dispose()
    {
        foreach ((Tensor mean, Tensor deviation) in posterior)
        {
            mean.Dispose();
            deviation.Dispose();
        }

        foreach (Tensor tensor in drawn?.SelectMany(sample => sample) ?? [])
            tensor.Dispose();
    }

    private Tensor Forward(Tensor x, Tensor[] weights)
    {
        if (network.Layers[0].Definition is Dense)
            x = x.flatten(1);
        int next = 0;
        foreach (NetworkLayer layer in network.Layers)
        {
            x = layer.Definition switch
            {
                Dense => nn.functional.linear(x, weights[next++], weights[next++]),
                Convolution2D convolution => nn.functional.conv2d(x, weights[next++], weights[next++],
                    strides: [convolution.Stride.Height, convolution.Stride.Width], padding: [convolution.Padding.Height, convolution.Padding.Width]),
                MaxPooling2D pooling => nn.functional.max_pool2d(x, [pooling.Window.Height, pooling.Window.Width], [pooling.Stride.Height, pooling.Stride.Width]),
                AveragePooling2D pooling => nn.functional.avg_pool2d(x, [pooling.Window.Height, pooling.Window.Width], [pooling.Stride.Height, pooling.Stride.Width]),
                Flatten => x.flatten(1),
                _ => throw new NotSupportedException($"The peer does not know the layer {layer.Name}."),
            };
            if (layer.Activation.Kind == ActivationKind.ReLU)
                x = x.relu_();
        }

        return x;
    }

    private static Tensor ToTensor(float[] values, IReadOnlyList<int> shape) => tensor(values, [.. shape.Select(size => (long)size)]);
}
