namespace Microsoft.ML.Bayesian;

/// <summary>Files that are there whole or not at all.</summary>
internal static class AtomicFile
{
    /// <summary>
    /// Writes beside the target and then moves into its place. A failure leaves what was there before, and nothing else.
    /// </summary>
    public static void Write(string path, Action<Stream> write)
    {
        string target = Path.GetFullPath(path);
        string temporary = $"{target}.{Path.GetRandomFileName()}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            if (File.Exists(temporary))
                File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Deletes what processes left beside the target that were killed while they wrote it.</summary>
    public static void DeleteLeftovers(string path)
    {
        string target = Path.GetFullPath(path);
        string[] leftovers = Directory.GetFiles(Path.GetDirectoryName(target)!, $"{Path.GetFileName(target)}.????????.???.tmp");
        foreach (string leftover in leftovers)
            File.Delete(leftover);
    }
}
