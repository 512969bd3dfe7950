using System.Numerics;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.Bayesian.Quantization.Tests.Inference;

/// <summary>
/// Random words against what chance would give. Seeds are fixed; with new ones a bound of five standard deviations fails in one of two million
/// comparisons, so in one of 200 runs.
/// </summary>
[TestClass]
public sealed class AddressedWordsTests
{
    private const int Words = 1 << 16;

    [TestMethod]
    [TestCategory(QuantizedVectorWidthTests.Category)]
    public void Sixteen_words_at_once_are_the_same_words()
    {
        var words = new AddressedWords(3, 4, 5);
        foreach (uint index in new uint[] { 0, 7, 48, 1u << 31, uint.MaxValue - 15 })
        {
            Vector512<uint> vector = words.Sixteen(index);
            for (int lane = 0; lane < 16; lane++)
                Assert.AreEqual(words[index + (uint)lane], vector[lane]);
        }
    }

    [TestMethod]
    public void Every_byte_takes_every_value_equally_often()
    {
        foreach (int sample in new[] { 0, 1, 99 })
        {
            var words = new AddressedWords(0, 0, sample);
            for (int shift = 0; shift < 32; shift += 8)
            {
                var counts = new int[256];
                for (uint i = 0; i < Words; i++)
                    counts[(byte)(words[i] >> shift)]++;
                double square = counts.Sum(count => Math.Pow(count - Words / 256.0, 2)) / (Words / 256.0);
                Assert.AreEqual(255, square, 5 * Math.Sqrt(2 * 255), $"sample {sample}, bits from {shift}");
            }
        }
    }

    [TestMethod]
    [DataRow(0, 0, 1)]
    [DataRow(0, 0, 2)]
    [DataRow(0, 0, 48)]
    [DataRow(0, 1, 0)]
    [DataRow(0, 50, 0)]
    [DataRow(1, 0, 0)]
    public void Bits_of_neighbours_layers_and_samples_are_independent(int layerDistance, int sampleDistance, int indexDistance)
    {
        AddressedWords first = new(9, 1, 20), second = new(9, 1 + layerDistance, 20 + sampleDistance);
        for (int rotation = 0; rotation < 32; rotation++)
        {
            var differing = new int[32];
            for (uint i = 0; i < Words; i++)
            {
                uint difference = first[i] ^ BitOperations.RotateLeft(second[i + (uint)indexDistance], rotation);
                for (int bit = 0; bit < 32; bit++)
                    differing[bit] += (int)(difference >> bit & 1);
            }

            foreach (int count in differing)
                Assert.AreEqual(Words / 2, count, 5.5 * Math.Sqrt(Words) / 2);
        }
    }
}
