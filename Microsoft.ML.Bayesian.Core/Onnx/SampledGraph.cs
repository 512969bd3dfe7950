namespace Microsoft.ML.Bayesian;

/// <summary>
/// All samples of a network at once: a dense layer is one product of matrices with a sample's weights in each, a convolution has the samples
/// side by side in its channels, as groups.
/// </summary>
internal static class SampledGraph
{
    /// <summary>Runs the network.</summary>
    /// <param name="rows">The inputs of the network, [row, feature].</param>
    /// <param name="network">The network.</param>
    /// <param name="samples">The number of samples.</param>
    /// <param name="weights">
    /// For each layer with parameters the weights of all samples, [sample, input, output] or [sample × channel, channel, height, width], and their
    /// biases, [sample, 1, output] or [sample × channel].
    /// </param>
    /// <returns>The logits, [sample, row, class].</returns>
    public static OnnxValue Logits(OnnxValue rows, NetworkArchitecture network, int samples, IReadOnlyList<(OnnxValue Weight, OnnxValue Bias)> weights)
    {
        OnnxValue x = NetworkGraph.Shaped(rows, network.InputShape);
        int parameterized = 0;
        foreach (NetworkLayer layer in network.Layers)
        {
            bool sampled = parameterized > 0;
            switch (layer.Definition)
            {
                case Dense:
                    x = x.With("MatMul", weights[parameterized].Weight.Name) + weights[parameterized++].Bias;
                    break;
                case Convolution2D:
                    x = NetworkGraph.Product(layer, x, weights[parameterized].Weight.Name, weights[parameterized++].Bias.Name, groups: sampled ? samples : 1);
                    break;
                case Flatten when sampled:
                    x = x.Reshape(0, samples, layer.Output.Length).Transpose(1, 0, 2);
                    break;
                case Flatten:
                    x = x.Apply("Flatten", ("axis", 1));
                    break;
                default:
                    x = NetworkGraph.Pool(layer, x);
                    break;
            }

            x = NetworkGraph.Activate(layer.Activation, x);
        }

        return x;
    }

    /// <summary>The weights that the model's own engine draws, as constants.</summary>
    public static (OnnxValue Weight, OnnxValue Bias)[] Drawn(OnnxGraph graph, Posterior posterior, InferenceOptions options)
    {
        NetworkLayer[] layers = [.. posterior.Network.ParameterizedLayers];
        int samples = options.SampleCount;
        float[][] weights = [.. layers.Select(layer => new float[samples * layer.WeightCount])], biases = [.. layers.Select(layer => new float[samples * layer.BiasCount])];
        Func<int, (float[] Weight, float[] Bias)[]> draw = DrawnTensors.Of(posterior, options);
        for (int sample = 0; sample < samples; sample++)
        {
            (float[] Weight, float[] Bias)[] drawn = draw(sample);
            for (int i = 0; i < layers.Length; i++)
            {
                float[] weight = layers[i].Definition is Dense ? Turned(drawn[i].Weight, layers[i].BiasCount) : drawn[i].Weight;
                weight.CopyTo(weights[i], sample * weight.Length);
                drawn[i].Bias.CopyTo(biases[i], sample * layers[i].BiasCount);
            }
        }

        return [.. layers.Select((layer, i) => layer.Definition is Dense
            ? (Constant([samples, layer.WeightShape[1], layer.WeightShape[0]], weights[i]), Constant([samples, 1, layer.BiasCount], biases[i]))
            : (Constant([samples * layer.BiasCount, .. layer.WeightShape.Skip(1)], weights[i]), Constant([samples * layer.BiasCount], biases[i])))];

        OnnxValue Constant(IReadOnlyList<int> shape, float[] values) => new(graph, graph.Constant(shape, values));
    }

    /// <summary>Weights made of standard normal noise, mean + standard deviation × noise.</summary>
    /// <param name="noise">The noise, [sample, parameter], in the order of <see cref="Posterior.Tensors"/>.</param>
    /// <param name="posterior">The posterior.</param>
    /// <param name="samples">The number of samples.</param>
    public static (OnnxValue Weight, OnnxValue Bias)[] Noisy(OnnxValue noise, Posterior posterior, int samples)
    {
        OnnxGraph graph = noise.Graph;
        int next = 0;
        return [.. posterior.Network.ParameterizedLayers.Zip(posterior.Layers, (layer, learnt) =>
        {
            OnnxValue weight = Of(learnt.Weight), bias = Of(learnt.Bias);
            return layer.Definition is Dense
                ? (weight.Transpose(0, 2, 1), bias.Unsqueeze(1))
                : (weight.Reshape([-1, .. layer.WeightShape.Skip(1)]), bias.Reshape(-1));
        })];

        OnnxValue Of(VariationalTensor tensor)
        {
            int start = next;
            next += tensor.Length;
            var part = new OnnxValue(graph, graph.Node("Slice", [noise.Name, graph.Constant(start), graph.Constant(next), graph.Constant(1L)]));
            return part.Reshape([samples, .. tensor.Shape]) * new OnnxValue(graph, graph.Constant(tensor.Shape, tensor.StandardDeviation.ToArray()))
                + new OnnxValue(graph, graph.Constant(tensor.Shape, tensor.Mean.ToArray()));
        }
    }

    private static float[] Turned(float[] weights, int outputs)
    {
        int inputs = weights.Length / outputs;
        var turned = new float[weights.Length];
        for (int output = 0; output < outputs; output++)
        {
            for (int input = 0; input < inputs; input++)
                turned[input * outputs + output] = weights[output * inputs + input];
        }

        return turned;
    }
}
