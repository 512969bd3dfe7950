using System.Buffers.Binary;
using System.Text;
using Microsoft.ML.Bayesian.Tests;

namespace Microsoft.ML.Bayesian.Core.Tests.Serialization;

/// <summary>A model file taken apart, to be damaged and put together again with sound checksums. Written from the specification, not with the library's code.</summary>
internal sealed class ModelBytes
{
    private const int HeaderLength = 16;

    public byte[] Header { get; private init; } = [];

    public List<Section> Sections { get; } = [];

    public Section this[string tag] => Sections.Single(section => section.Tag == tag);

    public static ModelBytes Parse(byte[] bytes)
    {
        var model = new ModelBytes { Header = bytes[..HeaderLength] };
        for (int position = HeaderLength + 4; position < bytes.Length;)
        {
            int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(position + 8));
            model.Sections.Add(new()
            {
                Tag = Encoding.ASCII.GetString(bytes, position, 4),
                Flags = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(position + 4)),
                Payload = bytes[(position + 16)..(position + 16 + length)],
            });
            position += 16 + length + 4;
        }

        return model;
    }

    public byte[] ToBytes()
    {
        BinaryPrimitives.WriteUInt32LittleEndian(Header.AsSpan(12), (uint)Sections.Count);
        using var stream = new MemoryStream();
        PlainChecksum.Append(stream, Header);
        foreach (Section section in Sections)
        {
            var head = new byte[16];
            Encoding.ASCII.GetBytes(section.Tag).CopyTo(head, 0);
            BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(4), section.Flags);
            BinaryPrimitives.WriteUInt64LittleEndian(head.AsSpan(8), (ulong)section.Payload.Length);
            PlainChecksum.Append(stream, [.. head, .. section.Payload]);
        }

        return stream.ToArray();
    }

    internal sealed class Section
    {
        public required string Tag { get; set; }

        public uint Flags { get; set; }

        public required byte[] Payload { get; set; }

        public void Write(int position, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Payload.AsSpan(position), value);

        public void Write(int position, float value) => BinaryPrimitives.WriteSingleLittleEndian(Payload.AsSpan(position), value);
    }
}
