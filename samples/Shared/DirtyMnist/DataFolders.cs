using Spectre.Console;

namespace BayesianML.Samples;

/// <summary>Where the three sets are.</summary>
internal sealed record DataFolders(string Mnist, string Fashion, string Ambiguous)
{
    /// <summary>The set must not depend on the seed of a training: this one is its own.</summary>
    private const int AmbiguousSeed = 0;

    /// <summary>
    /// Looks into the given folder, else the one that <see cref="SampleProgram.DataVariable"/> names, else a cache, which it fills. Ambiguous-MNIST is
    /// made, into the cache, where it is absent.
    /// </summary>
    /// <exception cref="DirectoryNotFoundException">A folder was given, but it is not there.</exception>
    /// <exception cref="FileNotFoundException">A folder was given, but a set is not in it.</exception>
    /// <exception cref="IOException">The cache could not be filled; the message says what was tried.</exception>
    public static DataFolders Find(string? given, CancellationToken cancellation)
    {
        given ??= Environment.GetEnvironmentVariable(SampleProgram.DataVariable) is { Length: > 0 } named ? named : null;
        if (given is not null && !Directory.Exists(given))
            throw new DirectoryNotFoundException($"The data folder '{given}' does not exist. Without --data and {SampleProgram.DataVariable}, the data is downloaded.");

        string cache = DataCache.Root;
        if (given is null)
        {
            foreach (DataSet set in new[] { DataSet.Mnist, DataSet.Fashion })
                DataCache.Fill(cache, set, cancellation);
        }

        string folder = given ?? cache;
        foreach (DataSet set in new[] { DataSet.Mnist, DataSet.Fashion })
        {
            if (set.MissingFrom(folder).FirstOrDefault() is { } missing)
                throw new FileNotFoundException($"The data folder '{folder}' has no '{Path.Combine(set.Name, missing.Name)}'. Without --data and {SampleProgram.DataVariable}, it is downloaded.");
        }

        string mnist = Path.Combine(folder, DataSet.Mnist.Name);
        return new(mnist, Path.Combine(folder, DataSet.Fashion.Name), FindOrMakeAmbiguous(folder, cache, mnist, cancellation));
    }

    /// <summary>Reads all sets.</summary>
    /// <param name="scaling">How pixels become inputs.</param>
    public DirtyMnistData Read(PixelScaling scaling) => new(
        ImageSet.Read(Mnist, "train", scaling: scaling),
        ImageSet.Read(Ambiguous, "train", DirtyMnistData.LabelsPerAmbiguousImage, scaling),
        ImageSet.Read(Mnist, "t10k", scaling: scaling),
        ImageSet.Read(Ambiguous, "t10k", DirtyMnistData.LabelsPerAmbiguousImage, scaling),
        ImageSet.Read(Fashion, "t10k", scaling: scaling));

    private static string FindOrMakeAmbiguous(string folder, string cache, string mnist, CancellationToken cancellation)
    {
        string[] places = [Path.Combine(folder, "ambiguous-mnist"), Path.Combine(cache, "ambiguous-mnist")];
        if (Array.Find(places, Directory.Exists) is { } present)
            return present;

        AnsiConsole.MarkupLineInterpolated($"Ambiguous-MNIST is not in '{folder}': making it, once, into '{places[1]}'.");
        var (training, test) = LiveProgress.Run("Ambiguous-MNIST", progress => new AmbiguousMnistMaker(AmbiguousSeed, progress, cancellation)
            .Make(ImageSet.Read(mnist, "train"), ImageSet.Read(mnist, "t10k")));

        // The folder appears when it is complete.
        string temporary = Directory.CreateDirectory($"{places[1]}.{Path.GetRandomFileName()}.tmp").FullName;
        training.Write(temporary, "train");
        test.Write(temporary, "t10k");
        Directory.Move(temporary, places[1]);
        return places[1];
    }
}
