using Microsoft.ML.OnnxRuntime;

namespace Microsoft.ML.Bayesian.PerformanceTests;

/// <summary>Weight sampling in ONNX Runtime: one graph with a branch per sample, whose weights are constants or come from RandomNormal nodes.</summary>
internal sealed class OnnxPeer : IContender
{
    private const string Input = "input";

    private readonly InferenceSession session;
    private readonly RunOptions run = new();
    private readonly long[] rowShape;
    private readonly string[] outputs;

    public OnnxPeer(BenchmarkNetwork network, int samples, bool predrawn)
    {
        Name = predrawn ? "onnx.predrawn" : "onnx.drawing";
        NetworkArchitecture architecture = network.Network;
        int[] shape = architecture.Layers[0].Definition is Dense ? [architecture.InputCount] : [architecture.InputShape.Channels, architecture.InputShape.Height, architecture.InputShape.Width];
        rowShape = [.. shape.Select(size => (long)size)];

        var graph = new OnnxFile();
        graph.Input(Input, [null, .. shape]);
        VariationalTensor[] tensors = [.. network.Single.Tensors];
        Func<int, string[]> weightsOf;
        if (predrawn)
        {
            float[][][] drawn = PeerDraws.Of(network.Single, samples);
            weightsOf = sample => [.. tensors.Select((tensor, i) => graph.Constant(tensor.Shape, drawn[sample][i]))];
        }
        else
        {
            (string Mean, string Deviation)[] posterior = [.. tensors.Select(tensor => (graph.Constant(tensor.Shape, tensor.Mean.ToArray()), graph.Constant(tensor.Shape, tensor.StandardDeviation.ToArray())))];
            weightsOf = _ => [.. tensors.Select((tensor, i) =>
                graph.Node("Add", [posterior[i].Mean, graph.Node("Mul", [posterior[i].Deviation, graph.Node("RandomNormal", [], ("shape", tensor.Shape))])]))];
        }

        string[] probabilities = new string[samples], weighted = new string[samples];
        for (int sample = 0; sample < samples; sample++)
        {
            string logarithm = graph.Node("LogSoftmax", [Forward(graph, architecture, weightsOf(sample))], ("axis", 1));
            probabilities[sample] = graph.Node("Exp", [logarithm]);
            weighted[sample] = graph.Node("Mul", [probabilities[sample], logarithm]);
        }

        OnnxValue mean = Mean(probabilities), aleatoric = Mean(weighted).Sum(1), total = (mean * mean.Max(1e-30f).Apply("Log")).Sum(1);
        outputs = [mean.Name, (aleatoric - total).Name];
        foreach (string output in outputs)
            graph.Output(output);

        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL };
        using var file = new MemoryStream();
        graph.WriteTo(file);
        session = new InferenceSession(file.ToArray(), options);

        OnnxValue Mean(string[] ofSamples) => new OnnxValue(graph, graph.Node("Sum", ofSamples)) * (1f / samples);
    }

    public string Name { get; }

    public (float[] Probabilities, float[] Epistemic) Predict(float[] rows)
    {
        long count = rows.Length / rowShape.Aggregate(1L, (product, size) => product * size);
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(rows, [count, .. rowShape]);
        using IDisposableReadOnlyCollection<OrtValue> results = session.Run(run, [Input], [input], outputs);
        return (results[0].GetTensorDataAsSpan<float>().ToArray(), results[1].GetTensorDataAsSpan<float>().ToArray());
    }

    public void Dispose()
    {
        session.Dispose();
        run.Dispose();
    }

    private static string Forward(OnnxGraph graph, NetworkArchitecture network, string[] weights)
    {
        string x = Input;
        int next = 0;
        foreach (NetworkLayer layer in network.Layers)
        {
            x = layer.Definition switch
            {
                Dense => graph.Node("Gemm", [x, weights[next++], weights[next++]], ("transB", 1)),
                Convolution2D convolution => graph.Node("Conv", [x, weights[next++], weights[next++]], ("strides", Pair(convolution.Stride)),
                    ("pads", (int[])[.. Pair(convolution.Padding), .. Pair(convolution.Padding)])),
                MaxPooling2D pooling => graph.Node("MaxPool", [x], ("kernel_shape", Pair(pooling.Window)), ("strides", Pair(pooling.Stride))),
                AveragePooling2D pooling => graph.Node("AveragePool", [x], ("kernel_shape", Pair(pooling.Window)), ("strides", Pair(pooling.Stride))),
                Flatten => graph.Node("Flatten", [x], ("axis", 1)),
                _ => throw new NotSupportedException($"The peer does not know the layer {layer.Name}."),
            };
            if (layer.Activation.Kind == ActivationKind.ReLU)
                x = graph.Node("Relu", [x]);
        }

        return x;
    }

    private static int[] Pair((int Height, int Width) size) => [size.Height, size.Width];
}
