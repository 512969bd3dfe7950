using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Microsoft.ML.Bayesian;

/// <summary>The checksum of rows in their order, the same however they are kept.</summary>
internal sealed class RowChecksum : IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public void Add(ReadOnlySpan<float> features, long label, float weight)
    {
        hash.AppendData(MemoryMarshal.AsBytes(features));
        hash.AppendData(MemoryMarshal.AsBytes([label]));
        hash.AppendData(MemoryMarshal.AsBytes([weight]));
    }

    /// <summary>The checksum of everything added.</summary>
    public string Value() => Convert.ToHexStringLower(hash.GetCurrentHash().AsSpan(0, 6));

    public void Dispose() => hash.Dispose();
}
