using CsCheck;

namespace BayesianML.Samples.Tests;

[TestClass]
public sealed class IdxFileTests
{
    [TestMethod]
    public void What_is_written_is_read_again() => Gen.Int[1, 9].Array[1, 3].SelectMany(dimensions => Gen.Select(
        Gen.Const(dimensions), Gen.Byte.Array[dimensions.Aggregate(1, (product, length) => product * length)])).Sample((dimensions, values) =>
    {
        IdxFile read = Read(Bytes(new(dimensions, values)), [.. dimensions.Select(length => (int?)length)]);
        Assert.AreSequenceEqual(dimensions, read.Dimensions);
        Assert.AreSequenceEqual(values, read.Values);
    });

    [TestMethod]
    public void The_header_is_that_of_the_MNIST_files() =>
        Assert.AreSequenceEqual<byte>([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3], Bytes(new([1, 2, 3], new byte[6]))[..16]);

    [TestMethod]
    public void A_file_that_ends_early_or_late_is_refused()
    {
        byte[] whole = Bytes(new([2, 3], [1, 2, 3, 4, 5, 6]));
        for (int length = 0; length < whole.Length; length++)
        {
            byte[] part = whole[..length];
            var failure = Assert.Throws<Exception>(() => Read(part, 2, 3));
            Assert.IsTrue(failure is EndOfStreamException or InvalidDataException, failure.GetType().Name);
        }

        Assert.Throws<InvalidDataException>(() => Read([.. whole, 0], 2, 3));
    }

    [TestMethod]
    [DataRow(0, 1, "begin with")]
    [DataRow(2, 9, "begin with")]
    [DataRow(3, 3, "begin with")]
    [DataRow(4, 127, "no file of this kind")]
    [DataRow(7, 0, "no file of this kind")]
    [DataRow(11, 4, "Dimension 2 must be 3, but is 4")]
    public void A_wrong_header_is_refused(int position, int value, string expectedMessage)
    {
        byte[] bytes = Bytes(new([2, 3], new byte[6]));
        bytes[position] = (byte)value;
        Assert.Contains(expectedMessage, Assert.Throws<InvalidDataException>(() => Read(bytes, null, 3)).Message);
    }

    [TestMethod]
    public void A_damaged_compressed_file_is_refused_by_name()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string path = Path.Combine(folder, "digits.gz");
            new IdxFile([40], [.. Enumerable.Range(0, 40).Select(i => (byte)(i * i))]).Write(path);
            Assert.HasCount(40, IdxFile.Read(path, 40).Values);
            Assert.AreSequenceEqual([path], Directory.GetFiles(folder), "Only the file itself may remain.");

            byte[] bytes = File.ReadAllBytes(path);
            bytes[^6] ^= 1;
            File.WriteAllBytes(path, bytes);
            Assert.Contains(path, Assert.Throws<InvalidDataException>(() => IdxFile.Read(path, 40)).Message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static byte[] Bytes(IdxFile file)
    {
        using var stream = new MemoryStream();
        file.Write(stream);
        return stream.ToArray();
    }

    private static IdxFile Read(byte[] bytes, params int?[] expectedDimensions)
    {
        using var stream = new MemoryStream(bytes);
        return IdxFile.Read(stream, expectedDimensions);
    }
}
