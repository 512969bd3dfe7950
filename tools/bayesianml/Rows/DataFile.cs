using System.IO.Compression;

namespace BayesianML.CommandLine;

internal enum DataFormat
{
    Csv,
    Parquet,
    Idx,
}

/// <summary>An open data file whose format was told from its first bytes, and which is decompressed where it must be.</summary>
internal sealed class DataFile : IDisposable
{
    private readonly FileStream file;

    private DataFile(FileStream file, Stream content, DataFormat format) => (this.file, Content, Format) = (file, content, format);

    public string Path => file.Name;

    /// <summary>The name to use in errors.</summary>
    public string Name => System.IO.Path.GetFileName(file.Name);

    public DataFormat Format { get; }

    /// <summary>The content from its beginning; Parquet's can seek.</summary>
    public Stream Content { get; }

    /// <summary>The share of the bytes that are read, 0 to 1.</summary>
    public double Fraction => file.Length == 0 ? 1 : (double)file.Position / file.Length;

    public static DataFile Open(string path)
    {
        FileStream file = File.OpenRead(path);
        try
        {
            bool isCompressed = First(file, 2) is [0x1F, 0x8B];
            Stream content = isCompressed ? new GZipStream(file, CompressionMode.Decompress) : file;
            DataFormat format = First(content, 4) switch
            {
                [0, 0, _, _] => DataFormat.Idx,
                [(byte)'P', (byte)'A', (byte)'R', (byte)'1'] => DataFormat.Parquet,
                _ => DataFormat.Csv,
            };
            if (isCompressed && format == DataFormat.Parquet)
                throw new InvalidDataException($"'{path}' is Parquet compressed as a whole, which cannot be read in parts; decompress it with gunzip.");
            file.Position = 0;
            return new(file, isCompressed ? new GZipStream(file, CompressionMode.Decompress) : file, format);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Content.Dispose();
        file.Dispose();
    }

    private static byte[] First(Stream stream, int count)
    {
        var bytes = new byte[count];
        int read = stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false);
        if (stream is FileStream file)
            file.Position = 0;
        return bytes[..read];
    }
}
