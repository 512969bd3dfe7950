namespace Microsoft.ML.Bayesian;

/// <summary>
/// Zeroed single-precision scratch memory whose address is a multiple of 64, so that no vector load crosses a cache line. It lives on
/// the pinned heap: managed, never moved, freed by the collector.
/// </summary>
internal sealed unsafe class AlignedBuffer
{
    private const int Alignment = 64;
    private readonly float[] memory;
    private readonly int offset;

    public AlignedBuffer(long length)
    {
        memory = GC.AllocateArray<float>(checked((int)(length + Alignment / sizeof(float))), pinned: true);
        Length = (int)length;
        fixed (float* start = memory)
        {
            offset = (int)((Alignment - (long)start % Alignment) % Alignment / sizeof(float));
            Pointer = start + offset;
        }
    }

    public int Length { get; }

    public float* Pointer { get; }

    public Span<float> Span => memory.AsSpan(offset, Length);
}
