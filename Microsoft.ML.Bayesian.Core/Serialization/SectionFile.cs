using System.Buffers.Binary;

namespace Microsoft.ML.Bayesian;

/// <summary>A kind of file that is made of checked sections; <c>docs/format.md</c> specifies the frame.</summary>
/// <param name="Name">What errors call the file.</param>
/// <param name="Kind">What the file must be, for the error of one that is something else.</param>
/// <param name="Magic">How the file begins.</param>
/// <param name="Version">The version that is written, and the newest that is read.</param>
internal sealed record SectionFile(string Name, string Kind, byte[] Magic, uint Version)
{
    private const int SectionHeadLength = ModelFormat.TagLength + sizeof(uint) + sizeof(ulong);

    /// <summary>Writes a file.</summary>
    /// <param name="stream">Receives it.</param>
    /// <param name="sections">The tag of each section, its flags, and what writes its payload.</param>
    public void Write(Stream stream, IReadOnlyList<(string Tag, uint Flags, Action<BinaryWriter> Body)> sections)
    {
        WriteChecked(stream, SectionWriting.ToBytes(writer =>
        {
            writer.Write(Magic);
            writer.Write(Version);
            writer.Write((uint)sections.Count);
        }), []);
        foreach ((string tag, uint flags, Action<BinaryWriter> body) in sections)
        {
            byte[] payload = SectionWriting.ToBytes(body);
            WriteChecked(stream, SectionWriting.ToBytes(writer =>
            {
                writer.WriteTag(tag);
                writer.Write(flags);
                writer.Write((ulong)payload.Length);
            }), payload);
        }
    }

    /// <summary>Reads a whole file and trusts nothing in it; memory is taken only for bytes that are there.</summary>
    /// <param name="stream">The stream, from its position to its end.</param>
    /// <param name="known">The sections that the reader understands; others are skipped where their flags allow it.</param>
    /// <exception cref="InvalidDataException">The file is damaged or newer; the message names the section.</exception>
    public FileSections Read(Stream stream, IReadOnlyList<string> known)
    {
        uint count = ReadHeader(stream);
        Dictionary<string, byte[]> sections = [];
        HashSet<string> seen = [];
        for (uint i = 0; i < count; i++)
        {
            (string tag, uint flags, byte[] payload) = ReadSection(stream, i + 1);
            if (!seen.Add(tag))
                throw new InvalidDataException($"Section {tag} is in the {Name} twice.");
            if ((flags & ~ModelFormat.Required) != 0)
                throw new InvalidDataException($"Section {tag} of the {Name} has flags that this version of the library does not know; a newer one is needed.");
            if (known.Contains(tag))
                sections.Add(tag, payload);
            else if (flags == ModelFormat.Required)
                throw new InvalidDataException($"Section {tag} of the {Name} must be understood but is unknown to this version of the library; a newer one is needed.");
        }

        stream.RequireEnd($"The last section of the {Name}");
        return new(Name, sections);
    }

    private static void WriteChecked(Stream stream, byte[] head, byte[] payload)
    {
        stream.Write(head);
        stream.Write(payload);
        stream.Write(SectionWriting.ToBytes(writer => writer.Write(Crc32C.Compute(head, payload))));
    }

    /// <summary>Reads what stands before the sections.</summary>
    /// <returns>The number of sections.</returns>
    private uint ReadHeader(Stream stream)
    {
        byte[] header = stream.ReadBytes(Magic.Length + 2 * sizeof(uint), $"The header of the {Name}");
        if (!header.AsSpan().StartsWith(Magic))
            throw new InvalidDataException($"The header is not that of {Kind}.");
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(Magic.Length));
        if (version is 0 || version > Version)
            throw new InvalidDataException($"The header of the {Name} says version {version}, but this version of the library reads up to {Version}; a newer one is needed.");
        RequireChecksum(stream, header, [], "The header");
        return BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(Magic.Length + sizeof(uint)));
    }

    private (string Tag, uint Flags, byte[] Payload) ReadSection(Stream stream, uint number)
    {
        byte[] head = stream.ReadBytes(SectionHeadLength, $"The head of section {number} of the {Name}");
        string tag = SectionReader.TagText(head.AsSpan(0, ModelFormat.TagLength));
        uint flags = BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(ModelFormat.TagLength));
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(head.AsSpan(ModelFormat.TagLength + sizeof(uint)));
        byte[] payload = stream.ReadBytes((long)Math.Min(length, long.MaxValue), $"Section {tag} of the {Name}");
        RequireChecksum(stream, head, payload, $"Section {tag}");
        return (tag, flags, payload);
    }

    private void RequireChecksum(Stream stream, byte[] head, byte[] payload, string what)
    {
        uint stored = BinaryPrimitives.ReadUInt32LittleEndian(stream.ReadBytes(sizeof(uint), $"{what}'s checksum"));
        uint computed = Crc32C.Compute(head, payload);
        if (stored != computed)
            throw new InvalidDataException($"{what} of the {Name} is damaged: its checksum is {computed:X8} instead of {stored:X8}.");
    }
}
