using Microsoft.ML.Bayesian.Quantization.Tests.Schemes;

namespace Microsoft.ML.Bayesian.Quantization.Tests.Inference;

[TestClass]
[TestCategory(QuantizedVectorWidthTests.Category)]
public sealed unsafe class WeightParametersTests
{
    [TestMethod]
    [DataRow(4, 4)]
    [DataRow(5, 3)]
    [DataRow(6, 2)]
    [DataRow(2, 6)]
    public void Packed_weights_draw_what_expanded_ones_do(int meanBits, int deviationBits)
    {
        NetworkArchitecture network = Network.Mlp(6).Resolve(inputCount: 150, classCount: 3);
        Posterior posterior = PosteriorQuantizer.Quantize(SamplePosteriors.Random(network), SamplePosteriors.Rows(network, 40), new() { MeanBits = meanBits, StandardDeviationBits = deviationBits });
        LayerSampling sampling = ((IntegerSamplingRule)posterior.Sampling!).Layers[0];
        var order = new TapOrder(150, sampling.ColumnShifts(150));
        var packed = new PackedWeightParameters(posterior.Layers[0], sampling, order, places: 6);
        var expanded = new ExpandedWeightParameters(posterior.Layers[0], sampling, order, places: 6);
        AlignedBuffer first = new(order.Length / 4), second = new(order.Length / 4);
        void DrawRow(WeightParameters weights, int output, sbyte* row)
        {
            foreach (TapOrder.Section section in order.Sections)
            {
                for (int place = section.Start; place < section.Start + section.Count; place += TapOrder.ChunkTaps)
                    weights.Draw(output, section, place, new LatticeDraw(sampling.Draw, 6, 127), new AddressedWords(1, 0, 3), row + place);
            }
        }

        for (int output = 0; output < 6; output++)
        {
            DrawRow(packed, output, (sbyte*)first.Pointer);
            DrawRow(expanded, output, (sbyte*)second.Pointer);
            Assert.IsTrue(first.Span.ToArray().Any(word => word != 0));
            CollectionAssert.AreEqual(new Span<sbyte>(first.Pointer, order.Length).ToArray(), new Span<sbyte>(second.Pointer, order.Length).ToArray());
        }
    }
}
