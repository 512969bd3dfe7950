using System.Runtime.Intrinsics;
using CsCheck;

namespace Microsoft.ML.Bayesian.Core.Tests.Inference;

[TestClass]
[TestCategory(IntrinsicsOffTests.Category)]
public sealed class PhiloxTests
{
    /// <summary>The known answers that the Random123 distribution publishes for philox4x32-10.</summary>
    [TestMethod]
    [DataRow(0x00000000_00000000UL, new uint[] { 0, 0, 0, 0 }, new uint[] { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 })]
    [DataRow(0xffffffff_ffffffffUL, new uint[] { 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff }, new uint[] { 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd })]
    [DataRow(0x299f31d0_a4093822UL, new uint[] { 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344 }, new uint[] { 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 })]
    public void Known_answers_are_reproduced(ulong key, uint[] counter, uint[] expected)
    {
        CollectionAssert.AreEqual(expected, PlainPhilox.Encrypt(key, counter[0], counter[1], counter[2], counter[3]));
        foreach (uint[] lane in Encrypt(key, [.. Enumerable.Repeat(counter, 16)]))
            CollectionAssert.AreEqual(expected, lane);
    }

    [TestMethod]
    public void Every_lane_is_the_plain_cipher_of_its_own_counter() =>
        Gen.Select(Gen.ULong, Gen.UInt.Array[4].Array[16]).Sample((key, counters) =>
        {
            uint[][] actual = Encrypt(key, counters);
            return counters.Select((counter, lane) => PlainPhilox.Encrypt(key, counter[0], counter[1], counter[2], counter[3]).SequenceEqual(actual[lane])).All(same => same);
        }, iter: 1000, threads: 1);

    private static uint[][] Encrypt(ulong key, uint[][] counters)
    {
        Vector512<uint>[] words = [.. Enumerable.Range(0, 4).Select(word => Vector512.Create(counters.Select(counter => counter[word]).ToArray()))];
        Philox.Encrypt(key, ref words[0], ref words[1], ref words[2], ref words[3]);
        return [.. Enumerable.Range(0, 16).Select(lane => words.Select(word => word[lane]).ToArray())];
    }
}
