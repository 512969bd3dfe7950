using System.Buffers.Binary;

namespace Microsoft.ML.Bayesian;

/// <summary>Reads the model file and trusts nothing in it: sizes are checked before memory is taken, contents before they are used.</summary>
internal static class ModelReader
{
    private const int SectionHeadLength = ModelFormat.TagLength + sizeof(uint) + sizeof(ulong);
    private static readonly string[] Known =
    [
        ModelFormat.Network, ModelFormat.Prior, ModelFormat.Posterior, ModelFormat.Inference, ModelFormat.Drawing, ModelFormat.Normalization, ModelFormat.ClassNames,
    ];

    public static BayesianModel Read(Stream stream)
    {
        Dictionary<string, byte[]> sections = ReadSections(stream);
        NetworkArchitecture network = Parse(sections, ModelFormat.Network, NetworkSection.Read);
        GaussianPrior prior = Parse(sections, ModelFormat.Prior, PriorSection.Read);
        InferenceOptions inference = Parse(sections, ModelFormat.Inference, InferenceSection.Read);
        IReadOnlyList<string>? names = sections.ContainsKey(ModelFormat.ClassNames)
            ? Parse(sections, ModelFormat.ClassNames, reader => ClassNamesSection.Read(reader, network.ClassCount))
            : null;
        Posterior posterior = Parse(sections, ModelFormat.Posterior, reader => PosteriorSection.Read(reader, network, prior));
        if (sections.ContainsKey(ModelFormat.Drawing))
            posterior = Parse(sections, ModelFormat.Drawing, reader => SamplingRuleKinds.Read(reader, posterior));
        InputNormalization? normalization = sections.ContainsKey(ModelFormat.Normalization)
            ? Parse(sections, ModelFormat.Normalization, NormalizationSection.Read)
            : null;
        return new(posterior, inference, names, normalization);
    }

    private static T Parse<T>(Dictionary<string, byte[]> sections, string tag, Func<SectionReader, T> read)
    {
        if (!sections.TryGetValue(tag, out byte[]? payload))
            throw new InvalidDataException($"Section {tag} is missing from the model file.");
        var reader = new SectionReader(tag, payload);
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

    private static Dictionary<string, byte[]> ReadSections(Stream stream)
    {
        uint count = ReadHeader(stream);
        Dictionary<string, byte[]> sections = [];
        HashSet<string> seen = [];
        for (uint i = 0; i < count; i++)
        {
            (string tag, uint flags, byte[] payload) = ReadSection(stream, i + 1);
            if (!seen.Add(tag))
                throw new InvalidDataException($"Section {tag} is in the model file twice.");
            if ((flags & ~ModelFormat.Required) != 0)
                throw new InvalidDataException($"Section {tag} of the model file has flags that this version of the library does not know; a newer one is needed.");
            if (Known.Contains(tag))
                sections.Add(tag, payload);
            else if (flags == ModelFormat.Required)
                throw new InvalidDataException($"Section {tag} of the model file must be understood but is unknown to this version of the library; a newer one is needed.");
        }

        stream.RequireEnd("The last section of the model file");
        return sections;
    }

    /// <summary>Reads what stands before the sections.</summary>
    /// <returns>The number of sections.</returns>
    private static uint ReadHeader(Stream stream)
    {
        int magic = ModelFormat.Magic.Length;
        byte[] header = stream.ReadBytes(magic + 2 * sizeof(uint), "The header of the model file");
        if (!header.AsSpan().StartsWith(ModelFormat.Magic))
            throw new InvalidDataException("The header is not that of a Bayesian model file (.bnn).");
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(magic));
        if (version is 0 or > ModelFormat.Version)
            throw new InvalidDataException($"The header of the model file says version {version}, but this version of the library reads up to {ModelFormat.Version}; a newer one is needed.");
        RequireChecksum(stream, header, [], "The header");
        return BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(magic + sizeof(uint)));
    }

    private static (string Tag, uint Flags, byte[] Payload) ReadSection(Stream stream, uint number)
    {
        byte[] head = stream.ReadBytes(SectionHeadLength, $"The head of section {number} of the model file");
        string tag = SectionReader.TagText(head.AsSpan(0, ModelFormat.TagLength));
        uint flags = BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(ModelFormat.TagLength));
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(head.AsSpan(ModelFormat.TagLength + sizeof(uint)));
        byte[] payload = stream.ReadBytes((long)Math.Min(length, long.MaxValue), $"Section {tag} of the model file");
        RequireChecksum(stream, head, payload, $"Section {tag}");
        return (tag, flags, payload);
    }

    private static void RequireChecksum(Stream stream, byte[] head, byte[] payload, string what)
    {
        uint stored = BinaryPrimitives.ReadUInt32LittleEndian(stream.ReadBytes(sizeof(uint), $"{what}'s checksum"));
        uint computed = Crc32C.Compute(head, payload);
        if (stored != computed)
            throw new InvalidDataException($"{what} of the model file is damaged: its checksum is {computed:X8} instead of {stored:X8}.");
    }
}
