using System.Buffers.Binary;
using System.Text;

namespace Microsoft.ML.Bayesian;

/// <summary>A cursor over the payload of one section. Every read is checked against the bytes that are left, before memory is taken.</summary>
/// <param name="name">The section, for errors.</param>
/// <param name="payload">The section's bytes.</param>
/// <param name="file">What errors call the file.</param>
internal sealed class SectionReader(string name, ReadOnlyMemory<byte> payload, string file = "model file")
{
    private int position;

    public int Remaining => payload.Length - position;

    public byte ReadByte() => Take(1)[0];

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));

    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));

    public float ReadSingle() => BinaryPrimitives.ReadSingleLittleEndian(Take(sizeof(float)));

    public double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double)));

    /// <summary>A size: a 32-bit whole number that an <see cref="int"/> can hold.</summary>
    public int ReadSize()
    {
        uint size = ReadUInt32();
        return size <= int.MaxValue ? (int)size : throw Invalid($"a size of {size:N0} is more than {int.MaxValue:N0}");
    }

    public (int Height, int Width) ReadPair() => (ReadSize(), ReadSize());

    /// <summary>The number of items that follow, checked against the fewest bytes that they could take.</summary>
    public int ReadCount(int smallestItem, string items)
    {
        uint count = ReadUInt32();
        return (ulong)count * (uint)smallestItem <= (uint)Remaining
            ? (int)count
            : throw Invalid($"{count:N0} {items} cannot fit into the remaining {Remaining:N0} bytes");
    }

    public string ReadTag() => TagText(Take(ModelFormat.TagLength));

    /// <summary>Text: its length in bytes, then UTF-8.</summary>
    public string ReadText()
    {
        int length = ReadCount(1, "bytes of text");
        try
        {
            return ModelFormat.Text.GetString(Take(length));
        }
        catch (DecoderFallbackException malformed)
        {
            throw Invalid("text is no valid UTF-8", malformed);
        }
    }

    /// <summary>Exactly <paramref name="count"/> bytes, without a copy.</summary>
    public ReadOnlySpan<byte> ReadBytes(int count) => Take(count);

    /// <summary>A cursor over the next bytes, whose number stands before them.</summary>
    public SectionReader ReadPart(string part)
    {
        ulong length = ReadUInt64();
        if (length > (ulong)Remaining)
            throw Invalid($"{part} claims {length:N0} bytes, but {Remaining:N0} are left");
        var reader = new SectionReader($"{name}, {part}", payload.Slice(position, (int)length), file);
        position += (int)length;
        return reader;
    }

    public void RequireEnd()
    {
        if (Remaining > 0)
            throw Invalid($"{Remaining:N0} bytes are left over");
    }

    public InvalidDataException Invalid(string problem, Exception? cause = null) => new($"Section {name} of the {file} is damaged: {problem}.", cause);

    public InvalidDataException Newer(string what) => new($"Section {name} of the {file} has {what}, which this version of the library does not know; a newer one is needed.");

    /// <summary>The tag as text; bytes that are no letters appear as hexadecimal numbers.</summary>
    public static string TagText(ReadOnlySpan<byte> tag)
    {
        foreach (byte letter in tag)
        {
            if (letter is < 0x20 or > 0x7E)
                return Convert.ToHexString(tag);
        }

        return Encoding.ASCII.GetString(tag);
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > Remaining)
            throw Invalid($"it ends {count - Remaining:N0} bytes too early");
        position += count;
        return payload.Span.Slice(position - count, count);
    }
}
