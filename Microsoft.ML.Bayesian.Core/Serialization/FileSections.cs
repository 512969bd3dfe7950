namespace Microsoft.ML.Bayesian;

/// <summary>The sections of a file that were read and whose checksums are right; their contents are not trusted yet.</summary>
/// <param name="file">What errors call the file.</param>
/// <param name="payloads">The payload of each section, by its tag.</param>
internal sealed class FileSections(string file, IReadOnlyDictionary<string, byte[]> payloads)
{
    public bool Contains(string tag) => payloads.ContainsKey(tag);

    /// <summary>Makes something of a section's payload, all of which must be needed.</summary>
    /// <exception cref="InvalidDataException">The section is missing, or its content is not usable; the message names it.</exception>
    public T Parse<T>(string tag, Func<SectionReader, T> read)
    {
        if (!payloads.TryGetValue(tag, out byte[]? payload))
            throw new InvalidDataException($"Section {tag} is missing from the {file}.");
        var reader = new SectionReader(tag, payload, file);
        try
        {
            T content = read(reader);
            reader.RequireEnd();
            return content;
        }
        catch (ArgumentException refused)
        {
            // The library's own types check what they are made of; here their argument is the file.
            throw reader.Invalid(refused.Message, refused);
        }
    }
}
