using System.Buffers.Binary;
using System.Globalization;

namespace BayesianML.CommandLine;

/// <summary>Rows of an IDX file, the format of MNIST: two zero bytes, a type, the number of sizes, the big-endian sizes, then the values.</summary>
internal sealed class IdxCursor : RowCursor
{
    private readonly DataFile file;
    private readonly Stream content;
    private readonly byte type;
    private readonly int count;
    private readonly byte[] item;
    private readonly int valueBytes;
    private int position = -1;

    /// <param name="file">The file.</param>
    /// <param name="width">The number of values that a row must have, or null for any.</param>
    public IdxCursor(DataFile file, int? width)
    {
        this.file = file;
        content = new BufferedStream(file.Content, 1 << 16);
        var head = new byte[4];
        Read(head, "within its header");
        type = head[2];
        valueBytes = type switch
        {
            0x08 or 0x09 => 1,
            0x0B => 2,
            0x0C or 0x0D => 4,
            0x0E => 8,
            _ => throw new InvalidDataException($"'{file.Name}' says that its values are of type 0x{type:X2}, which IDX does not know."),
        };
        var sizes = new int[head[3]];
        for (int i = 0; i < sizes.Length; i++)
        {
            Read(head, "within its header");
            sizes[i] = BinaryPrimitives.ReadInt32BigEndian(head);
        }

        if (sizes.Length == 0 || sizes.Any(size => size < 0))
            throw new InvalidDataException($"'{file.Name}' has the sizes [{string.Join(", ", sizes)}]; an IDX file has at least one, and none is negative.");
        count = sizes[0];
        double length = sizes.Skip(1).Aggregate(1.0, (product, size) => product * size);
        if (length != (width ?? length))
            throw new InvalidDataException(FormattableString.Invariant($"'{file.Name}' has {length} values per row ({string.Join(" x ", sizes)}), but {width} {(width == 1 ? "is" : "are")} needed."));
        if (length is 0 or > int.MaxValue / 8)
            throw new InvalidDataException(FormattableString.Invariant($"'{file.Name}' has {length} values per row, which are none or too many."));
        Width = (int)length;
        item = new byte[Width * valueBytes];
    }

    public override int Width { get; }

    public override double Fraction => count == 0 ? 1 : (position + 1.0) / count;

    public override string? Label => item.Length == valueBytes ? Value(item).ToString(CultureInfo.InvariantCulture) : null;

    public override bool MoveNext()
    {
        if (position + 1 >= count)
            return false;
        position++;
        Read(item, $"within row {position} of {count}");
        return true;
    }

    public override void CopyFeatures(Span<float> destination)
    {
        for (int i = 0; i < item.Length / valueBytes; i++)
            destination[i] = (float)Value(item.AsSpan(i * valueBytes));
    }

    public override void Dispose()
    {
        content.Dispose();
        file.Dispose();
    }

    private double Value(ReadOnlySpan<byte> bytes) => type switch
    {
        0x08 => bytes[0],
        0x09 => (sbyte)bytes[0],
        0x0B => BinaryPrimitives.ReadInt16BigEndian(bytes),
        0x0C => BinaryPrimitives.ReadInt32BigEndian(bytes),
        0x0D => BinaryPrimitives.ReadSingleBigEndian(bytes),
        _ => BinaryPrimitives.ReadDoubleBigEndian(bytes),
    };

    private void Read(byte[] destination, string where)
    {
        if (content.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false) < destination.Length)
            throw new InvalidDataException($"'{file.Name}' ends {where}.");
    }
}
