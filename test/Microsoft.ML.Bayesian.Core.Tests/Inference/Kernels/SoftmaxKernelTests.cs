using CsCheck;
using Microsoft.ML.Bayesian.Tests.Inference;

namespace Microsoft.ML.Bayesian.Core.Tests.Inference;

[TestClass]
[TestCategory(IntrinsicsOffTests.Category)]
public sealed unsafe class SoftmaxKernelTests
{
    private const int Lanes = MultiplyAccumulate.RowLanes;

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Logits_give_the_softmax_and_its_entropy(bool approximate) =>
        Gen.Select(Gen.Int[2, 300], Gen.Float[0, 40], Gen.Int).SelectMany((classes, width, _) => Gen.Float[-1, 1].Array[classes].Select(logits => logits.Select(logit => logit * width).ToArray()))
            .Sample(logits => AgreesWithPlain(logits, approximate), iter: 2000, threads: 1);

    [TestMethod]
    [DataRow(1000f, -1000f, 0f)]
    [DataRow(-1000f, -1000f, -1000f)]
    [DataRow(1000f, 1000f, 999f)]
    [DataRow(-3e38f, 3e38f, 0f)]
    [DataRow(float.NegativeInfinity, 1f, 2f)]
    public void Extreme_logits_overflow_nothing(float first, float second, float third)
    {
        Assert.IsTrue(AgreesWithPlain([first, second, third], approximate: false));
        Assert.IsTrue(AgreesWithPlain([first, second, third], approximate: true));
    }

    [TestMethod]
    public void Lanes_do_not_touch_each_other()
    {
        float[] logits = [0.3f, -2, 5.5f, 1];
        for (int lane = 0; lane < Lanes; lane++)
        {
            (double[] probabilities, double[] entropies) = Add(logits, (index, other) => other == lane ? logits[index] : float.NaN);
            (double[] expected, double[] expectedEntropies) = Add(logits, (index, _) => logits[index]);
            for (int i = 0; i < logits.Length; i++)
                Assert.AreEqual(expected[i * Lanes], probabilities[i * Lanes + lane]);
            Assert.AreEqual(expectedEntropies[0], entropies[lane]);
            Assert.AreEqual(Lanes - 1, entropies.Count(double.IsNaN));
        }
    }

    [TestMethod]
    public void Sums_grow_by_one_sample_at_a_time()
    {
        (double[] probabilities, double[] entropies) = Add([0f, 0f], (_, _) => 0, times: 5);
        Assert.AreEqual(2.5, probabilities[0], 1e-6);
        Assert.AreEqual(5 * Math.Log(2), entropies[0], 1e-6);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(15)]
    [DataRow(16)]
    [DataRow(20)]
    [DataRow(32)]
    public void Samples_of_one_row_add_up_to_the_bits_of_one_call_per_sample(int samples)
    {
        foreach (bool approximate in new[] { false, true })
            CheckSamples(samples, approximate);
    }

    private static void CheckSamples(int samples, bool approximate)
    {
        const int Classes = 7;
        var random = new Random(samples);
        float[][] logits = [.. Enumerable.Range(0, samples).Select(_ => Enumerable.Range(0, Classes).Select(_ => 8 * random.NextSingle() - 4).ToArray())];
        double[] oneByOne = new double[Classes * Lanes], oneByOneEntropies = new double[Lanes], together = new double[Classes * Lanes], togetherEntropies = new double[Lanes];
        foreach (float[] sample in logits)
        {
            float[] tile = [.. sample.SelectMany(logit => Enumerable.Repeat(logit, Lanes))];
            fixed (float* address = tile)
            fixed (double* sums = oneByOne, entropySums = oneByOneEntropies)
                SoftmaxKernel.Add(address, Classes, sums, entropySums, approximate);
        }

        // Lanes without a sample hold what would spoil the sums.
        float[] turned = [.. from i in Enumerable.Range(0, Classes) from lane in Enumerable.Range(0, Lanes) select lane < samples ? logits[lane][i] : float.NaN];
        fixed (float* address = turned)
        fixed (double* sums = together, entropySums = togetherEntropies)
            SoftmaxKernel.AddSamples(address, Classes, samples, sums + 3, entropySums + 3, approximate);
        for (int i = 0; i < Classes; i++)
            Assert.AreEqual(oneByOne[i * Lanes], together[i * Lanes + 3]);
        Assert.AreEqual(oneByOneEntropies[0], togetherEntropies[3]);
    }

    private static bool AgreesWithPlain(float[] logits, bool approximate)
    {
        (double[] sums, double[] entropies) = Add(logits, (index, _) => logits[index], approximate: approximate);
        double[] expected = PlainNetwork.Softmax([.. logits.Select(logit => (double)logit)]);
        // The shift by the largest logit is rounded to single precision, which for logits of size 40 is 4·10⁻⁶ at most.
        return expected.Select((plain, i) => Math.Abs(plain - sums[i * Lanes + 7]) <= 1e-5).All(close => close) && Math.Abs(PlainNetwork.Entropy(expected) - entropies[7]) <= 4e-5;
    }

    private static (double[] Probabilities, double[] Entropies) Add(float[] logits, Func<int, int, float> value, int times = 1, bool approximate = false)
    {
        (double[] probabilities, double[] entropies) = (new double[logits.Length * Lanes], new double[Lanes]);
        for (int sample = 0; sample < times; sample++)
        {
            float[] tile = [.. from index in Enumerable.Range(0, logits.Length) from lane in Enumerable.Range(0, Lanes) select value(index, lane)];
            fixed (float* address = tile)
            fixed (double* sums = probabilities, entropySums = entropies)
                SoftmaxKernel.Add(address, logits.Length, sums, entropySums, approximate);
        }

        return (probabilities, entropies);
    }
}
