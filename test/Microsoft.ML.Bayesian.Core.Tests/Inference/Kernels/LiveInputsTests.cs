namespace Microsoft.ML.Bayesian.Tests;

[TestClass]
public sealed unsafe class LiveInputsTests
{
    private const int Lanes = MultiplyAccumulate.RowLanes;

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(50)]
    public void A_dense_layer_gives_every_row_what_it_gets_alone_however_many_inputs_are_0(int live) =>
        Check(Resolved(TensorShape.Flat(50), new Dense(40, Activation.ReLU)), live);

    [TestMethod]
    [DataRow(0)]
    [DataRow(20)]
    [DataRow(144)]
    public void A_convolution_gives_every_row_what_it_gets_alone_however_many_inputs_are_0(int live) =>
        Check(Resolved(TensorShape.Image(1, 12, 12), new Convolution2D(6, 5, Activation.ReLU) { Padding = (2, 2) }, new Flatten()), live);

    [TestMethod]
    public void Inputs_are_marked_that_are_not_0_in_some_row()
    {
        var input = new AlignedBuffer(20 * Lanes);
        input.Span[3 * Lanes + 31] = 1e-30f;
        input.Span[7 * Lanes] = float.NaN;
        input.Span[9 * Lanes + 5] = -0f;
        byte* live = stackalloc byte[20];

        Assert.IsTrue(LiveInputs.Mark(input.Pointer, 20, live));

        CollectionAssert.AreEqual(new[] { 3, 7 }, (int[])[.. Enumerable.Range(0, 20).Where(i => new ReadOnlySpan<byte>(live, 20)[i] == 1)]);
    }

    [TestMethod]
    public void Leaving_out_a_single_input_does_not_pay()
    {
        var input = new AlignedBuffer(20 * Lanes);
        input.Span[Lanes..].Fill(1);
        byte* live = stackalloc byte[20];

        Assert.IsFalse(LiveInputs.Mark(input.Pointer, 20, live));
    }

    private static NetworkLayer Resolved(TensorShape input, params LayerDefinition[] layers) => new NetworkDefinition(layers) { InputShape = input }.Resolve(input.Length, 2).Layers[0];

    private static void Check(NetworkLayer layer, int liveInputs)
    {
        var random = new Random(liveInputs);
        LayerKernel kernel = LayerKernel.Create(layer)!;
        int inputs = layer.Input.Length, outputs = layer.Output.Length;
        AlignedBuffer weights = new(new WeightLayout(layer).Length), input = new(inputs * Lanes), output = new(kernel.PaddedOutputs * Lanes), single = new(kernel.PaddedOutputs);
        foreach (ref float weight in weights.Span)
            weight = random.NextSingle() - 0.5f;
        foreach (int feature in Enumerable.Range(0, inputs).OrderBy(_ => random.Next()).Take(liveInputs))
        {
            for (int lane = 0; lane < Lanes; lane++)
                input.Span[feature * Lanes + lane] = random.Next(3) == 0 ? random.NextSingle() : 0;
        }

        kernel.Rows(weights.Pointer, input.Pointer, output.Pointer);

        for (int lane = 0; lane < Lanes; lane++)
        {
            float[] row = [.. Enumerable.Range(0, inputs).Select(feature => input.Span[feature * Lanes + lane])];
            fixed (float* address = row)
                kernel.Single(weights.Pointer, address, single.Pointer);
            for (int i = 0; i < outputs; i++)
                Assert.AreEqual(BitConverter.SingleToInt32Bits(single.Span[i]), BitConverter.SingleToInt32Bits(output.Span[i * Lanes + lane]), $"Output {i} of row {lane}.");
        }
    }
}
