using System.Buffers.Binary;

namespace Microsoft.ML.Bayesian.Tests.Fuzzing;

/// <summary>
/// Damages model files where it hurts: within their sections, whose checksums are then made sound again, so that a reader does not stop
/// there; and the frame around the sections. Written from the specification, not with the library's code.
/// </summary>
internal static class ModelFileMutator
{
    private const int HeaderLength = 16, HeadLength = 16, TagLength = 4;

    private static readonly string[] tags = ["NETW", "PRIO", "POST", "DRAW", "INFR", "NORM", "CLAS", "XXXX"];

    public static byte[] Mutate(IReadOnlyList<byte[]> seeds, Random random)
    {
        byte[] seed = seeds[random.Next(seeds.Count)];
        List<byte[]> sections = Split(seed), others = Split(seeds[random.Next(seeds.Count)]);
        byte[] header = seed[..HeaderLength];
        for (int changes = 1 + random.Next(4); changes > 0; changes--)
        {
            int index = random.Next(sections.Count);
            byte[] other = others[random.Next(others.Count)];
            bool hasHead = sections[index].Length >= HeadLength;
            switch (random.Next(16))
            {
                case 0:
                    sections[index] = other;
                    break;
                case 1 when sections.Count > 1:
                    sections.RemoveAt(index);
                    break;
                case 2:
                    sections.Insert(index, other);
                    break;
                case 3 when hasHead:
                    sections[index] = [.. System.Text.Encoding.ASCII.GetBytes(tags[random.Next(tags.Length)]), .. sections[index][TagLength..]];
                    break;
                case 4 when hasHead:
                    sections[index] = [.. ByteMutations.Mutate(sections[index][..HeadLength], other, random), .. sections[index][HeadLength..]];
                    break;
                case 5:
                    header = ByteMutations.Mutate(header, other, random);
                    break;
                case > 5 when hasHead:
                    sections[index] = [.. sections[index][..HeadLength], .. ByteMutations.Mutate(sections[index][HeadLength..], other, random)];
                    break;
                default:
                    break;
            }
        }

        byte[] whole = Join(header, sections, soundFrame: random.Next(8) > 0);
        // Some files are damaged as a disk or a transfer would, checksums and all.
        return random.Next(16) == 0 ? ByteMutations.Mutate(whole, seed, random) : whole;
    }

    /// <summary>The sections, each with its head and without its checksum.</summary>
    private static List<byte[]> Split(byte[] file)
    {
        var sections = new List<byte[]>();
        for (int at = HeaderLength + sizeof(uint); at < file.Length;)
        {
            int length = HeadLength + (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at + HeadLength - sizeof(ulong)));
            sections.Add(file[at..(at + length)]);
            at += length + sizeof(uint);
        }

        return sections;
    }

    private static byte[] Join(byte[] header, List<byte[]> sections, bool soundFrame)
    {
        using var stream = new MemoryStream();
        if (soundFrame && header.Length == HeaderLength)
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(HeaderLength - sizeof(uint)), (uint)sections.Count);
        PlainChecksum.Append(stream, header);
        foreach (byte[] section in sections)
        {
            if (soundFrame && section.Length >= HeadLength)
                BinaryPrimitives.WriteUInt64LittleEndian(section.AsSpan(HeadLength - sizeof(ulong)), (ulong)(section.Length - HeadLength));
            PlainChecksum.Append(stream, section);
        }

        return stream.ToArray();
    }
}
