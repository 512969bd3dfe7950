namespace Microsoft.ML.Bayesian.Core.Tests.Inference;

/// <summary>Each draw against its definition in double precision.</summary>
[TestClass]
[TestCategory(IntrinsicsOffTests.Category)]
public sealed class GaussianDrawsTests
{
    [TestMethod]
    public void Draws_are_Box_Muller_of_the_words_of_their_counter()
    {
        const int Groups = 60;
        foreach ((ulong seed, int stream, int sample) in new[] { (0UL, 0, 0), (7UL, 3, 11), (ulong.MaxValue, 2, 999_999) })
        {
            float[] draws = Standard(seed, stream, sample, Groups * GaussianDraws.GroupSize);
            for (int i = 0; i < draws.Length; i++)
                Assert.AreEqual(Plain(seed, stream, sample, i), draws[i], 2e-6, $"Draw {i}.");
        }
    }

    /// <summary>A model scored again years later, on another machine, must give the same answers; so the draws of a seed never change.</summary>
    [TestMethod]
    public void Draws_of_a_seed_never_change()
    {
        var hash = new HashCode64();
        foreach (float draw in Standard(seed: 42, stream: 1, sample: 2, length: 64 * GaussianDraws.GroupSize))
            hash.Add(BitConverter.SingleToInt32Bits(draw));
        Assert.AreEqual(0xf816478e473b6a3eUL, hash.Value);
    }

    [TestMethod]
    public void A_draw_does_not_depend_on_the_length_that_it_is_drawn_with()
    {
        float[] few = Standard(1, 0, 5, GaussianDraws.GroupSize), many = Standard(1, 0, 5, 5 * GaussianDraws.GroupSize);
        CollectionAssert.AreEqual(few, many[..few.Length]);
    }

    [TestMethod]
    public void Means_are_shifted_and_standard_deviations_multiplied()
    {
        float[] draws = Standard(4, 0, 0, 128);
        float[] means = [.. Enumerable.Range(0, 128).Select(i => i - 60f)], deviations = [.. Enumerable.Range(0, 128).Select(i => i % 3 * 0.7f)];
        var actual = new float[128];
        GaussianDraws.Fill(4, 0, 0, means, deviations, actual);
        for (int i = 0; i < actual.Length; i++)
            Assert.AreEqual(MathF.FusedMultiplyAdd(deviations[i], draws[i], means[i]), actual[i]);
    }

    [TestMethod]
    [DataRow(63, 63, 63)]
    [DataRow(64, 128, 64)]
    [DataRow(64, 64, 128)]
    public void Lengths_that_are_not_whole_groups_are_refused(int means, int deviations, int destination) =>
        Assert.ThrowsExactly<ArgumentException>(() => GaussianDraws.Fill(0, 0, 0, new float[means], new float[deviations], new float[destination]));

    /// <summary>Standard normal draws.</summary>
    internal static float[] Standard(ulong seed, int stream, int sample, int length)
    {
        var draws = new float[length];
        float[] ones = [.. Enumerable.Repeat(1f, length)];
        GaussianDraws.Fill(seed, stream, sample, new float[length], ones, draws);
        return draws;
    }

    // 16 counters make 64 draws: cosines and sines of the first pair of words, then those of the second.
    private static double Plain(ulong seed, int stream, int sample, int index)
    {
        int lane = index % 16, quarter = index / 16 % 4;
        uint[] words = PlainPhilox.Encrypt(seed, (uint)(index / 64 * 16 + lane), (uint)stream, (uint)sample, 0);
        (uint radiusWord, uint angleWord) = quarter < 2 ? (words[0], words[1]) : (words[2], words[3]);
        double radius = Math.Sqrt(-2 * Math.Log(((radiusWord >> 8) + 1) / (double)(1 << 24))), angle = Math.PI * (int)angleWord / (1L << 31);
        return quarter % 2 == 0 ? radius * Math.Cos(angle) : radius * Math.Sin(angle);
    }
}
