using System.IO.Compression;
using System.Security.Cryptography;

namespace BayesianML.Samples;

/// <summary>A folder that keeps what was downloaded or made, for the next run. A file in it is complete and has the right checksum.</summary>
internal static class DataCache
{
    private static readonly TimeSpan mirrorTimeout = TimeSpan.FromSeconds(15);

    /// <summary>The user's cache folder.</summary>
    public static string Root => Path.Combine(
        OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "bayesianml");

    /// <summary>Gets what is missing of a set: from its mirrors, else from its package.</summary>
    public static void Fill(string root, DataSet set, CancellationToken cancellation)
    {
        if (!set.MissingFrom(root).Any())
            return;
        string folder = Directory.CreateDirectory(Path.Combine(root, set.Name)).FullName;
        Console.WriteLine($"{set.Name} is not in '{root}' yet: getting it.");

        var failures = new List<string>();
        foreach (Uri mirror in set.Mirrors)
        {
            try
            {
                using var client = new HttpClient(new SocketsHttpHandler { ConnectTimeout = mirrorTimeout });
                foreach (DataSetFile file in set.MissingFrom(root).ToArray())
                    Keep(folder, file, Download(client, new Uri(mirror, file.Name), cancellation));
                Console.WriteLine($"  from {mirror.Host}");
                return;
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException or InvalidDataException)
            {
                failures.Add($"{mirror.Host}: {failure.Message}");
                Console.WriteLine($"  {failures[^1]}");
            }
        }

        string temporary = Directory.CreateTempSubdirectory("bayesianml-").FullName;
        try
        {
            string unpacked = set.Package.Unpack(temporary, cancellation);
            foreach (DataSetFile file in set.MissingFrom(root).ToArray())
                Keep(folder, file, ReadEither(Path.Combine(unpacked, file.Name)));
            Console.WriteLine($"  from {set.Package}");
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or System.ComponentModel.Win32Exception)
        {
            failures.Add($"{set.Package}: {failure.Message}");
            throw new IOException($"{set.Name} could not be had from anywhere:\n  {string.Join("\n  ", failures)}\n" +
                $"Put its files ({string.Join(", ", set.Files.Select(file => file.Name))}) into '{folder}', or name a data folder with --data.", failure);
        }
        finally
        {
            Directory.Delete(temporary, recursive: true);
        }
    }

    private static byte[] Download(HttpClient client, Uri address, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        using HttpResponseMessage response = client.Send(request, cancellation);
        response.EnsureSuccessStatusCode();
        using Stream stream = response.Content.ReadAsStream(cancellation);
        return Decompress(stream);
    }

    /// <summary>Packages carry the file compressed, or as it is.</summary>
    private static byte[] ReadEither(string compressedPath)
    {
        if (!File.Exists(compressedPath))
            return File.ReadAllBytes(Path.ChangeExtension(compressedPath, null));
        using FileStream file = File.OpenRead(compressedPath);
        return Decompress(file);
    }

    private static byte[] Decompress(Stream stream)
    {
        using var gzip = new GZipStream(stream, CompressionMode.Decompress);
        using var content = new MemoryStream();
        gzip.CopyTo(content);
        return content.ToArray();
    }

    private static void Keep(string folder, DataSetFile file, byte[] content)
    {
        string checksum = Convert.ToHexStringLower(SHA256.HashData(content));
        if (checksum != file.Sha256)
            throw new InvalidDataException($"{file.Name} should have the SHA-256 {file.Sha256}, but has {checksum}.");

        string path = Path.Combine(folder, file.Name), temporary = $"{path}.{Path.GetRandomFileName()}.tmp";
        try
        {
            using (var gzip = new GZipStream(File.Create(temporary), CompressionLevel.Optimal))
                gzip.Write(content);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
