using Microsoft.ML.Bayesian.Tests.Inference;

namespace Microsoft.ML.Bayesian.Core.Tests.Inference;

/// <summary>Every layer, in both layouts, against its textbook form; the layouts must agree in every bit.</summary>
[TestClass]
[TestCategory(IntrinsicsOffTests.Category)]
public sealed unsafe class LayerKernelTests
{
    private const int Lanes = MultiplyAccumulate.RowLanes;

    private static readonly Activation[] Activations =
        [Activation.Identity, Activation.ReLU, Activation.BoundedReLU(0.7f), Activation.HardTanh, Activation.Tanh, Activation.Sigmoid];

    [TestMethod]
    [DataRow(1, 1)]
    [DataRow(3, 2)]
    [DataRow(17, 33)]
    [DataRow(100, 10)]
    [DataRow(2, 130)]
    public void Dense_layers_of_ragged_sizes_are_exact(int inputs, int units)
    {
        foreach (Activation activation in Activations)
            Check(TensorShape.Flat(inputs), new Dense(units, activation));
    }

    [TestMethod]
    [DataRow(1, 6, 5, 3, 3, 1, 1, 0, 0, 4)]
    [DataRow(2, 7, 6, 3, 2, 2, 1, 1, 0, 3)]
    [DataRow(3, 5, 9, 1, 4, 1, 3, 0, 2, 17)]
    [DataRow(6, 14, 14, 5, 5, 1, 1, 2, 2, 16)]
    [DataRow(1, 2, 2, 4, 4, 3, 3, 3, 3, 2)]
    [DataRow(2, 3, 3, 2, 2, 1, 1, 4, 3, 3)] // some windows see nothing of the image
    public void Convolutions_with_stride_padding_and_oblong_kernels_are_exact(
        int channels, int height, int width, int kernelHeight, int kernelWidth, int strideHeight, int strideWidth, int paddingHeight, int paddingWidth, int outputChannels)
    {
        foreach (Activation activation in new[] { Activation.Identity, Activation.ReLU })
        {
            Check(TensorShape.Image(channels, height, width), new Convolution2D(outputChannels, (kernelHeight, kernelWidth), activation)
            {
                Stride = (strideHeight, strideWidth),
                Padding = (paddingHeight, paddingWidth),
            });
        }
    }

    [TestMethod]
    [DataRow(1, 4, 4, 2, 2, 2, 2)]
    [DataRow(3, 7, 5, 3, 2, 1, 1)]
    [DataRow(2, 5, 8, 1, 3, 2, 4)]
    [DataRow(5, 6, 6, 6, 6, 1, 1)]
    public void Poolings_with_overlapping_and_oblong_windows_are_exact(int channels, int height, int width, int windowHeight, int windowWidth, int strideHeight, int strideWidth)
    {
        TensorShape input = TensorShape.Image(channels, height, width);
        Check(input, new MaxPooling2D((windowHeight, windowWidth)) { Stride = (strideHeight, strideWidth) });
        Check(input, new AveragePooling2D((windowHeight, windowWidth)) { Stride = (strideHeight, strideWidth) });
    }

    [TestMethod]
    public void Flattening_needs_no_kernel()
    {
        var image = TensorShape.Image(2, 3, 4);
        Assert.IsNull(LayerKernel.Create(new NetworkLayer("flatten1", new Flatten(), image, TensorShape.Flat(24), [])));
    }

    [TestMethod]
    public void Activations_are_exact_far_from_zero_and_at_their_corners()
    {
        float[] corners = [-1e30f, -1000, -88.8f, -20, -1, -0.7f, -1e-30f, 0, 1e-30f, 0.7f, 1, 20, 88.8f, 1000, 1e30f];
        foreach (Activation activation in Activations)
        {
            for (int length = 0; length <= corners.Length; length++)
            {
                float[] values = corners[..length];
                ActivationKernel.Apply(activation, values);
                for (int i = 0; i < length; i++)
                    Assert.AreEqual(PlainNetwork.Activate(activation, corners[i]), values[i], 1e-7 * Math.Max(1, Math.Abs((double)corners[i])), $"{activation} at {corners[i]}");
            }
        }
    }

    private static void Check(TensorShape inputShape, LayerDefinition definition)
    {
        NetworkLayer layer = new("layer1", definition, inputShape, definition.OutputShape(inputShape), definition.WeightShape(inputShape));
        LayerKernel kernel = LayerKernel.Create(layer)!;
        var random = new Random(3);
        float[] Values(int length, float width) => [.. Enumerable.Range(0, length).Select(_ => random.Next(5) == 0 ? 0 : width * (2 * random.NextSingle() - 1))];

        float[] weight = Values(layer.WeightCount, 1), bias = Values(layer.BiasCount, 1);
        AlignedBuffer weights = Arranged(layer, weight, bias), input = new(inputShape.Length * Lanes);
        Values(input.Length, 2).CopyTo(input.Span);
        AlignedBuffer output = new(kernel.PaddedOutputs * Lanes), single = new(kernel.PaddedOutputs);
        kernel.Rows(weights.Pointer, input.Pointer, output.Pointer);
        for (int lane = 0; lane < Lanes; lane++)
        {
            var row = new AlignedBuffer(inputShape.Length);
            for (int feature = 0; feature < row.Length; feature++)
                row.Span[feature] = input.Span[feature * Lanes + lane];
            kernel.Single(weights.Pointer, row.Pointer, single.Pointer);
            double[] plain = PlainNetwork.Layer(layer, (Doubles(weight), Doubles(bias)), Doubles(row.Span.ToArray()));
            for (int i = 0; i < plain.Length; i++)
            {
                Assert.AreEqual(plain[i], single.Span[i], 2e-5, $"{definition}, output {i}.");
                Assert.AreEqual(BitConverter.SingleToInt32Bits(single.Span[i]), BitConverter.SingleToInt32Bits(output.Span[i * Lanes + lane]), $"{definition}, output {i}, lane {lane}.");
            }
        }
    }

    private static AlignedBuffer Arranged(NetworkLayer layer, float[] weight, float[] bias)
    {
        if (!layer.HasParameters)
            return new AlignedBuffer(0);
        var layout = new WeightLayout(layer);
        var arranged = new AlignedBuffer(layout.Length);
        layout.Arrange(new Float32Storage(weight), new Float32Storage(bias), arranged.Span);
        return arranged;
    }

    private static double[] Doubles(float[] values) => [.. values.Select(value => (double)value)];
}
