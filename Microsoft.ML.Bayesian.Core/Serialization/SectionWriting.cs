using System.Text;

namespace Microsoft.ML.Bayesian;

/// <summary>What the sections of a model file are made of. <see cref="BinaryWriter"/> is little-endian on every machine.</summary>
internal static class SectionWriting
{
    public static void WriteTag(this BinaryWriter writer, string tag) => writer.Write(Encoding.ASCII.GetBytes(tag));

    public static void WriteText(this BinaryWriter writer, string text)
    {
        byte[] bytes = ModelFormat.Text.GetBytes(text);
        writer.Write((uint)bytes.Length);
        writer.Write(bytes);
    }

    public static void WritePair(this BinaryWriter writer, (int Height, int Width) pair)
    {
        writer.Write((uint)pair.Height);
        writer.Write((uint)pair.Width);
    }

    public static byte[] ToBytes(Action<BinaryWriter> write)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        write(writer);
        writer.Flush();
        return stream.ToArray();
    }
}
