namespace BayesianML.CommandLine;

/// <summary>Files that the program writes: there whole or not at all, in place of what was there before.</summary>
internal static class OutputFile
{
    /// <summary>Fails where a file could not be written, before the work that would be lost.</summary>
    public static void Check(string path)
    {
        if (Directory.Exists(path))
            throw new IOException($"The output '{path}' is a folder; it must be a file.");
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
            throw new DirectoryNotFoundException($"The folder '{folder}' of the output does not exist.");
    }

    public static void Write(string path, Action<Stream> write)
    {
        Check(path);

        // A device is written to; moving a file into its place would destroy it.
        if (Path.GetFullPath(path).StartsWith("/dev/", StringComparison.Ordinal))
        {
            using var device = new FileStream(path, FileMode.Open, FileAccess.Write);
            write(device);
            return;
        }

        AtomicFile.Write(path, write);
    }
}
