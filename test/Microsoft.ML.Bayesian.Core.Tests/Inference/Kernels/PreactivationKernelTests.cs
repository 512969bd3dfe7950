using Microsoft.ML.Bayesian.Tests.Inference;

namespace Microsoft.ML.Bayesian.Core.Tests.Inference;

[TestClass]
[TestCategory(IntrinsicsOffTests.Category)]
public sealed unsafe class PreactivationKernelTests
{
    private const int Lanes = MultiplyAccumulate.RowLanes;

    private static readonly Activation[] Activations =
        [Activation.Identity, Activation.ReLU, Activation.BoundedReLU(0.7f), Activation.HardTanh, Activation.Tanh, Activation.Sigmoid];

    [TestMethod]
    [DataRow(1)]
    [DataRow(17)]
    [DataRow(48)]
    public void Draws_are_activations_of_mean_plus_deviation_times_noise_whatever_the_lanes_hold(int units)
    {
        const int Sample = 5, Row = 3;
        var random = new Random(units);
        AlignedBuffer mean = Filled(random, units * Lanes, -2), variance = Filled(random, units * Lanes, 0), deviation = new(units * Lanes), noise = Filled(random, units * Lanes, -2);
        for (int i = 0; i < deviation.Length; i++)
            deviation.Span[i] = MathF.Sqrt(variance.Span[i]);
        AlignedBuffer rowMean = new(units), rowDeviation = new(units);
        for (int unit = 0; unit < units; unit++)
            (rowMean.Span[unit], rowDeviation.Span[unit]) = (mean.Span[unit * Lanes + Row], deviation.Span[unit * Lanes + Row]);

        foreach (Activation activation in Activations)
        {
            var layer = new PreactivationKernel.Layer(activation, units);
            AlignedBuffer rows = new(units * Lanes), squares = new(units * Lanes), ofVariance = new(units * Lanes), samples = new(units * Lanes), sampleSquares = new(units * Lanes), single = new(units);
            PreactivationKernel.Rows(layer, mean.Pointer, deviation.Pointer, noise.Pointer + Sample, rows.Pointer, squares.Pointer);
            PreactivationKernel.OfVariance(layer, mean.Pointer, variance.Pointer, noise.Pointer + Sample, shared: true, ofVariance.Pointer, null);
            PreactivationKernel.Samples(layer, rowMean.Pointer, rowDeviation.Pointer, noise.Pointer, samples.Pointer, sampleSquares.Pointer);
            PreactivationKernel.Single(layer, rowMean.Pointer, rowDeviation.Pointer, noise.Pointer + Sample, single.Pointer);
            for (int unit = 0; unit < units; unit++)
            {
                int at = unit * Lanes + Row;
                double plain = PlainNetwork.Activate(activation, mean.Span[at] + (double)deviation.Span[at] * noise.Span[unit * Lanes + Sample]);
                Assert.AreEqual(plain, rows.Span[at], 1e-6, $"{activation}");
                Assert.AreEqual(plain * plain, squares.Span[at], 1e-5, $"{activation}");
                Assert.AreEqual(rows.Span[at], ofVariance.Span[at]);
                Assert.AreEqual(rows.Span[at], samples.Span[unit * Lanes + Sample]);
                Assert.AreEqual(squares.Span[at], sampleSquares.Span[unit * Lanes + Sample]);
                Assert.AreEqual(rows.Span[at], single.Span[unit]);
            }
        }
    }

    [TestMethod]
    public void Lanes_may_have_noise_of_their_own()
    {
        const int Units = 9;
        var random = new Random(4);
        AlignedBuffer mean = Filled(random, Units * Lanes, -2), variance = Filled(random, Units * Lanes, 0), noise = Filled(random, Units * Lanes, -2), drawn = new(Units * Lanes);
        PreactivationKernel.OfVariance(new(Activation.Identity, Units), mean.Pointer, variance.Pointer, noise.Pointer, shared: false, drawn.Pointer, null);
        for (int i = 0; i < drawn.Length; i++)
            Assert.AreEqual(mean.Span[i] + Math.Sqrt(variance.Span[i]) * noise.Span[i], drawn.Span[i], 1e-6);
    }

    [TestMethod]
    public void No_number_stays_none_and_large_squares_stay_finite()
    {
        foreach (Activation activation in Activations)
        {
            AlignedBuffer mean = new(Lanes), deviation = new(Lanes), noise = new(Lanes), drawn = new(Lanes), squares = new(Lanes);
            (mean.Span[0], mean.Span[1]) = (float.NaN, 1e25f);
            PreactivationKernel.Rows(new(activation, 1), mean.Pointer, deviation.Pointer, noise.Pointer, drawn.Pointer, squares.Pointer);
            Assert.IsTrue(float.IsNaN(drawn.Span[0]) && float.IsNaN(squares.Span[0]), $"{activation}");
            Assert.IsTrue(float.IsFinite(drawn.Span[1]) && float.IsFinite(squares.Span[1]), $"{activation}");
        }
    }

    private static AlignedBuffer Filled(Random random, int length, float least)
    {
        var buffer = new AlignedBuffer(length);
        foreach (ref float value in buffer.Span)
            value = least + (2 - least) * random.NextSingle();
        return buffer;
    }
}
