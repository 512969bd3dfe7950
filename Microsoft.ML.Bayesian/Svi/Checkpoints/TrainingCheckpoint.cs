namespace Microsoft.ML.Bayesian;

/// <summary>
/// The file that a fit goes on from when its process has ended, however that was. It holds the fit as it was at the end of an epoch, and is replaced as
/// a whole: whoever is killed while writing it leaves the one from before.
/// </summary>
internal sealed class TrainingCheckpoint
{
    private const string IdentityTag = "TASK";
    private const uint Version = 1;

    private static readonly string[] known = [IdentityTag, "PROG", "PARA", "ADAM", "RAND", "NOIS", "AVER", "BEST"];

    // Like that of the model file, with another third letter.
    private static readonly byte[] magic = [0x89, (byte)'B', (byte)'N', (byte)'C', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    private readonly string path;
    private readonly TrainingIdentity identity;
    private readonly IReadOnlyList<ICheckpointed> parts;

    /// <param name="path">The file, which need not be there yet.</param>
    /// <param name="identity">What the fit is.</param>
    /// <param name="parts">What the fit is made of.</param>
    public TrainingCheckpoint(string path, TrainingIdentity identity, IReadOnlyList<ICheckpointed> parts) => (this.path, this.identity, this.parts) = (path, identity, parts);

    /// <summary>The seed of the training that a file is of, or null where there is no file.</summary>
    public static ulong? SeedIn(string path) => File.Exists(path) ? Open(path).Parse(IdentityTag, TrainingIdentity.Read).Seed : null;

    /// <summary>Puts the parts where the file has them.</summary>
    /// <returns>Whether there was a file.</returns>
    /// <exception cref="InvalidDataException">The file is damaged; the message names the section. The file stays as it is.</exception>
    /// <exception cref="InvalidOperationException">The file is of another training; the message says in what it differs.</exception>
    public bool TryRestore()
    {
        AtomicFile.DeleteLeftovers(path);
        if (!File.Exists(path))
            return false;
        FileSections sections = Open(path);
        identity.Require(sections.Parse(IdentityTag, TrainingIdentity.Read), path);
        foreach (ICheckpointed part in parts)
        {
            sections.Parse(part.Tag, reader =>
            {
                part.Restore(reader);
                return part;
            });
        }

        return true;
    }

    /// <summary>Writes the parts as they are now.</summary>
    public void Save() => AtomicFile.Write(path, stream => Format(path).Write(stream,
    [
        (IdentityTag, ModelFormat.Required, identity.Write),
        .. parts.Select(part => (part.Tag, ModelFormat.Required, (Action<BinaryWriter>)part.Save)),
    ]));

    private static SectionFile Format(string path) => new($"checkpoint '{path}'", $"a training's checkpoint, which '{path}' should be", magic, Version);

    private static FileSections Open(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Format(path).Read(file, known);
    }
}
