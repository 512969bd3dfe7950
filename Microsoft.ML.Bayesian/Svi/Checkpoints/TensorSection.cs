using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>Tensors in the sections of a checkpoint: the number of bytes, and the bytes as they are in memory.</summary>
internal static class TensorSection
{
    public static void WriteTensor(this BinaryWriter writer, Tensor tensor)
    {
        using var scope = NewDisposeScope();
        ReadOnlySpan<byte> bytes = tensor.cpu().contiguous().bytes;
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }

    /// <summary>Reads the numbers of a tensor that has its shape already.</summary>
    public static void ReadTensor(this SectionReader reader, Tensor destination, string what)
    {
        using var scope = NewDisposeScope();
        SectionReader part = reader.ReadPart(what);
        Tensor local = empty(destination.shape, dtype: destination.dtype);
        Span<byte> bytes = local.bytes;
        if (part.Remaining != bytes.Length)
            throw part.Invalid($"{bytes.Length:N0} bytes are needed, but there are {part.Remaining:N0}");
        part.ReadBytes(bytes.Length).CopyTo(bytes);
        destination.copy_(local);
    }
}
