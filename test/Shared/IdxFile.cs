using System.Buffers.Binary;
using System.IO.Compression;

namespace Microsoft.ML.Bayesian.Tests;

/// <summary>Reads gzipped IDX files of bytes, the format of MNIST: a magic number, big-endian sizes, then the values.</summary>
internal static class IdxFile
{
    // The second byte from the right says that values are bytes, the last one how many sizes there are.
    private const int MagicOfBytes = 0x0800;

    /// <summary>The first images of a file, each pixel a value in [0, 255], row by row.</summary>
    public static byte[] ReadImages(string path, int count) => Read(path, count, dimensions: 3);

    /// <summary>The first labels of a file.</summary>
    public static byte[] ReadLabels(string path, int count) => Read(path, count, dimensions: 1);

    /// <summary>The labels of the first images of a file that has several for each.</summary>
    public static byte[] ReadLabelSets(string path, int count) => Read(path, count, dimensions: 2);

    private static byte[] Read(string path, int count, int dimensions)
    {
        using var stream = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        var numbers = new int[1 + dimensions];
        Span<byte> number = stackalloc byte[sizeof(int)];
        for (int i = 0; i < numbers.Length; i++)
        {
            stream.ReadExactly(number);
            numbers[i] = BinaryPrimitives.ReadInt32BigEndian(number);
        }

        if (numbers[0] != MagicOfBytes + dimensions)
            throw new InvalidDataException($"'{path}' is no IDX file of bytes with {dimensions} sizes.");
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, numbers[1]);
        var values = new byte[numbers.Skip(2).Aggregate(count, (product, size) => product * size)];
        stream.ReadExactly(values);
        return values;
    }
}
