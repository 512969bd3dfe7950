using System.Buffers.Binary;
using System.IO.Compression;

namespace BayesianML.Samples;

/// <summary>
/// An array of unsigned bytes in the IDX format of the MNIST files: two zero bytes, the type (8), the number of dimensions, each
/// dimension as a big-endian 32-bit number, then the values. Files are gzip-compressed.
/// </summary>
/// <param name="Dimensions">The length of each dimension, slowest first.</param>
/// <param name="Values">The values, as many as the product of the dimensions.</param>
internal sealed record IdxFile(int[] Dimensions, byte[] Values)
{
    private const int UnsignedByte = 0x08;

    /// <summary>More than any file here holds; a header that claims more is damaged.</summary>
    private const long LargestLength = 1L << 30;

    /// <summary>Reads a gzip-compressed file.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or of another shape; the message says where and how.</exception>
    public static IdxFile Read(string path, params int?[] expectedDimensions)
    {
        using var file = File.OpenRead(path);
        using var stream = new GZipStream(file, CompressionMode.Decompress);
        try
        {
            return Read(stream, expectedDimensions);
        }
        catch (Exception failure) when (failure is EndOfStreamException or InvalidDataException)
        {
            throw new InvalidDataException($"'{path}' is damaged: {failure.Message}", failure);
        }
    }

    /// <summary>Writes a gzip-compressed file, beside the target first: the file is there whole or not at all.</summary>
    public void Write(string path)
    {
        string temporary = $"{path}.{Path.GetRandomFileName()}.tmp";
        try
        {
            using (var file = File.Create(temporary))
            using (var stream = new GZipStream(file, CompressionLevel.Optimal))
                Write(stream);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <param name="stream">The uncompressed bytes.</param>
    /// <param name="expectedDimensions">One value per dimension; null where any length is right.</param>
    internal static IdxFile Read(Stream stream, params int?[] expectedDimensions)
    {
        var magic = new byte[4];
        stream.ReadExactly(magic);
        if (magic is not [0, 0, UnsignedByte, _] || magic[3] != expectedDimensions.Length)
            throw new InvalidDataException($"It must begin with 00-00-08-{expectedDimensions.Length:X2} (unsigned bytes, {expectedDimensions.Length} dimensions), but begins with {BitConverter.ToString(magic)}.");

        var dimensions = new int[expectedDimensions.Length];
        long length = 1;
        var number = new byte[4];
        for (int i = 0; i < dimensions.Length; i++)
        {
            stream.ReadExactly(number);
            uint dimension = BinaryPrimitives.ReadUInt32BigEndian(number);
            if (dimension == 0 || dimension > LargestLength || (length *= dimension) > LargestLength)
                throw new InvalidDataException($"Dimension {i + 1} is {dimension}, which no file of this kind has.");
            if (expectedDimensions[i] is { } expected && dimension != expected)
                throw new InvalidDataException($"Dimension {i + 1} must be {expected}, but is {dimension}.");
            dimensions[i] = (int)dimension;
        }

        var values = new byte[length];
        int read = stream.ReadAtLeast(values, values.Length, throwOnEndOfStream: false);
        if (read < values.Length)
            throw new InvalidDataException($"It should hold {values.Length} values, but ends after {read}.");
        if (stream.ReadByte() >= 0)
            throw new InvalidDataException($"It should hold {values.Length} values, but goes on after them.");
        return new(dimensions, values);
    }

    internal void Write(Stream stream)
    {
        Span<byte> header = stackalloc byte[4 + 4 * Dimensions.Length];
        header[2] = UnsignedByte;
        header[3] = (byte)Dimensions.Length;
        for (int i = 0; i < Dimensions.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(header[(4 + 4 * i)..], Dimensions[i]);
        stream.Write(header);
        stream.Write(Values);
    }
}
