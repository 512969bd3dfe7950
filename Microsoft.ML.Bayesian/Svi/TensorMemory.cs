using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>The memory of a tensor, where managed code does in one pass what would take torch several.</summary>
internal static class TensorMemory
{
    /// <summary>Whether a tensor is single precision in the machine's own memory, one number after the other.</summary>
    public static bool IsManaged(Tensor tensor) => tensor.device_type == DeviceType.CPU && tensor.dtype == ScalarType.Float32 && tensor.is_contiguous();

    /// <summary>The numbers of such a tensor; valid as long as the tensor lives.</summary>
    public static Span<float> Of(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    /// <summary>A function of every number.</summary>
    public static Tensor Map<TMap>(Tensor tensor)
        where TMap : struct, IVectorMap
    {
        Tensor result = empty_like(tensor);
        ReadOnlySpan<float> source = Of(tensor);
        Span<float> destination = Of(result);
        int at = 0;
        for (; at <= source.Length - Vector512<float>.Count; at += Vector512<float>.Count)
            TMap.Of(Vector512.Create(source[at..])).CopyTo(destination[at..]);

        Span<float> last = stackalloc float[Vector512<float>.Count];
        source[at..].CopyTo(last);
        TMap.Of(Vector512.Create<float>(last)).CopyTo(last);
        last[..(source.Length - at)].CopyTo(destination[at..]);
        return result;
    }
}
