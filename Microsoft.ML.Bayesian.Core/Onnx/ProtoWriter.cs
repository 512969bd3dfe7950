using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Microsoft.ML.Bayesian;

/// <summary>The little of the protocol-buffers wire format that a model needs.</summary>
internal sealed class ProtoWriter
{
    private readonly ArrayBufferWriter<byte> bytes = new();

    public ProtoWriter Number(int field, long value) => Varint((ulong)field << 3).Varint((ulong)value);

    public ProtoWriter Single(int field, float value)
    {
        Span<byte> buffer = stackalloc byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(buffer, value);
        Varint((ulong)field << 3 | 5);
        bytes.Write(buffer);
        return this;
    }

    public ProtoWriter Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public ProtoWriter Message(int field, ProtoWriter message) => Bytes(field, message.bytes.WrittenSpan);

    public ProtoWriter Bytes(int field, ReadOnlySpan<byte> value)
    {
        Varint((ulong)field << 3 | 2).Varint((ulong)value.Length);
        bytes.Write(value);
        return this;
    }

    public byte[] ToArray() => bytes.WrittenSpan.ToArray();

    private ProtoWriter Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            bytes.Write([(byte)(value | 0x80)]);
        bytes.Write([(byte)value]);
        return this;
    }
}
