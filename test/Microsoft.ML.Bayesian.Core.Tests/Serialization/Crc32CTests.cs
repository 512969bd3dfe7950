using CsCheck;
using Microsoft.ML.Bayesian.Tests;

namespace Microsoft.ML.Bayesian.Core.Tests.Serialization;

[TestClass]
public sealed class Crc32CTests
{
    [TestMethod]
    public void The_check_value_of_the_standard_is_met() => Assert.AreEqual(0xE3069283, Crc32C.Compute("123456789"u8));

    [TestMethod]
    public void Every_length_and_split_agrees_with_the_check_bit_by_bit() => Gen.Select(Gen.Byte.Array[0, 70], Gen.Byte.Array[0, 70]).Sample((first, second) =>
        Assert.AreEqual(PlainChecksum.Of([.. first, .. second]), Crc32C.Compute(first, second)), iter: 500);
}
