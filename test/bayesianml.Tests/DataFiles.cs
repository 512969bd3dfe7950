using System.Buffers.Binary;
using System.IO.Compression;
using Parquet;
using Parquet.Schema;

namespace BayesianML.CommandLine.Tests;

/// <summary>Writes data files, from their specifications.</summary>
internal static class DataFiles
{
    /// <summary>An IDX file of bytes.</summary>
    public static byte[] Idx(float[] values, params int[] sizes)
    {
        var head = new byte[4 + 4 * sizes.Length];
        (head[2], head[3]) = (0x08, (byte)sizes.Length);
        for (int i = 0; i < sizes.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4 + 4 * i), sizes[i]);
        return [.. head, .. values.Select(value => (byte)value)];
    }

    /// <summary>An IDX file of doubles.</summary>
    public static byte[] IdxOfDoubles(float[] values, int rows, int width)
    {
        byte[] head = Idx([], rows, width);
        head[2] = 0x0E;
        return [.. head, .. values.SelectMany(value =>
        {
            var bytes = new byte[8];
            BinaryPrimitives.WriteDoubleBigEndian(bytes, value);
            return bytes;
        })];
    }

    public static byte[] Gzip(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
            gzip.Write(content);
        return compressed.ToArray();
    }

    /// <summary>A Parquet file with an int, a nullable double and a float column, a text column of labels, and two row groups.</summary>
    public static byte[] Parquet(float[] rows, string[] labels)
    {
        using var file = new MemoryStream();
        DataField first = new DataField<int>("a"), second = new DataField<double?>("b"), third = new DataField<float>("c"), label = new DataField<string>("label");
        ParquetWriter writer = ParquetWriter.CreateAsync(new ParquetSchema(first, label, second, third), file).GetAwaiter().GetResult();
        int half = labels.Length / 2;
        foreach (Range part in new[] { ..half, half.. })
        {
            float[][] some = [.. rows.Chunk(3).ToArray()[part]];
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            group.WriteAsync<int>(first, some.Select(row => (int)row[0]).ToArray()).GetAwaiter().GetResult();
            group.WriteAsync(label, labels[part]).GetAwaiter().GetResult();
            group.WriteAsync<double>(second, some.Select(row => float.IsNaN(row[1]) ? (double?)null : row[1]).ToArray()).GetAwaiter().GetResult();
            group.WriteAsync<float>(third, some.Select(row => row[2]).ToArray()).GetAwaiter().GetResult();
        }

        writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return file.ToArray();
    }
}
