using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// The little of the protocol-buffers wire format that a model needs. A message takes over the bytes of those within it instead of copying them:
/// weights may take a gibibyte.
/// </summary>
internal sealed class ProtoWriter
{
    private readonly List<ReadOnlyMemory<byte>> parts = [];
    private ArrayBufferWriter<byte> last = new();

    public ProtoWriter Number(int field, long value) => Varint((ulong)field << 3).Varint((ulong)value);

    public ProtoWriter Single(int field, float value)
    {
        Span<byte> buffer = stackalloc byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(buffer, value);
        Varint((ulong)field << 3 | 5);
        last.Write(buffer);
        return this;
    }

    public ProtoWriter Text(int field, string value)
    {
        byte[] text = Encoding.UTF8.GetBytes(value);
        Header(field, text.Length);
        last.Write(text);
        return this;
    }

    public ProtoWriter Message(int field, ProtoWriter message)
    {
        message.Close();
        Header(field, message.parts.Sum(part => (long)part.Length));
        Close();
        parts.AddRange(message.parts);
        return this;
    }

    public ProtoWriter Bytes(int field, ReadOnlySpan<byte> value)
    {
        Header(field, value.Length);
        Close();
        parts.Add(value.ToArray());
        return this;
    }

    public void WriteTo(Stream stream)
    {
        Close();
        foreach (ReadOnlyMemory<byte> part in parts)
            stream.Write(part.Span);
    }

    private void Header(int field, long length) => Varint((ulong)field << 3 | 2).Varint((ulong)length);

    private void Close()
    {
        if (last.WrittenCount == 0)
            return;
        parts.Add(last.WrittenMemory);
        last = new();
    }

    private ProtoWriter Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            last.Write([(byte)(value | 0x80)]);
        last.Write([(byte)value]);
        return this;
    }
}
