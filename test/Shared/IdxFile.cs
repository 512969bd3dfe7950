using System.Buffers.Binary;
using System.IO.Compression;

namespace Microsoft.ML.Bayesian.Tests;

/// <summary>Reads gzipped IDX files of bytes, the format of MNIST: a magic number, big-endian sizes, then the values.</summary>
internal static class IdxFile
{
    /// <summary>The first images of a file, each pixel a value in [0, 255], row by row.</summary>
    public static byte[] ReadImages(string path, int count)
    {
        using var stream = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        Span<byte> header = stackalloc byte[16];
        stream.ReadExactly(header);
        if (BinaryPrimitives.ReadInt32BigEndian(header) != 0x00000803)
            throw new InvalidDataException($"'{path}' is no IDX file of images.");
        var sizes = (Images: BinaryPrimitives.ReadInt32BigEndian(header[4..]), Height: BinaryPrimitives.ReadInt32BigEndian(header[8..]), Width: BinaryPrimitives.ReadInt32BigEndian(header[12..]));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, sizes.Images);
        var pixels = new byte[count * sizes.Height * sizes.Width];
        stream.ReadExactly(pixels);
        return pixels;
    }

    /// <summary>The first labels of a file.</summary>
    public static byte[] ReadLabels(string path, int count)
    {
        using var stream = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        Span<byte> header = stackalloc byte[8];
        stream.ReadExactly(header);
        if (BinaryPrimitives.ReadInt32BigEndian(header) != 0x00000801)
            throw new InvalidDataException($"'{path}' is no IDX file of labels.");
        var labels = new byte[count];
        stream.ReadExactly(labels);
        return labels;
    }
}
