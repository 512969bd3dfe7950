using System.Runtime.Intrinsics;

namespace Microsoft.ML.Bayesian;

/// <summary>The largest or the mean value of each window.</summary>
internal sealed unsafe class PoolingKernel(NetworkLayer layer, (int Height, int Width) window, (int Height, int Width) stride, bool average) : LayerKernel
{
    private const int Lanes = MultiplyAccumulate.RowLanes;

    private readonly PoolingWindow places = new(layer, window, stride);

    public override int PaddedOutputs => layer.Output.Length;

    public override void Rows(float* weights, float* input, float* output)
    {
        for (int i = 0; i < layer.Output.Length; i++)
        {
            float* first = input + (nint)places.FirstFeature(i) * Lanes, result = output + (nint)i * Lanes;
            for (int lane = 0; lane < Lanes; lane += Vector512<float>.Count)
                (average ? Mean(first + lane) : Largest(first + lane)).Store(result + lane);
        }
    }

    public override void Single(float* weights, float* input, float* output)
    {
        ReadOnlySpan<int> offsets = places.Offsets;
        for (int i = 0; i < layer.Output.Length; i++)
        {
            float* first = input + places.FirstFeature(i);
            float pooled = first[0];
            for (int j = 1; j < offsets.Length; j++)
                pooled = average ? pooled + first[offsets[j]] : pooled > first[offsets[j]] ? pooled : first[offsets[j]];
            output[i] = average ? pooled / offsets.Length : pooled;
        }
    }

    private Vector512<float> Largest(float* first)
    {
        Vector512<float> largest = Vector512.Load(first);
        foreach (int offset in places.Offsets[1..])
        {
            Vector512<float> next = Vector512.Load(first + (nint)offset * Lanes);
            largest = Vector512.ConditionalSelect(Vector512.GreaterThan(largest, next), largest, next);
        }

        return largest;
    }

    private Vector512<float> Mean(float* first)
    {
        Vector512<float> sum = Vector512.Load(first);
        foreach (int offset in places.Offsets[1..])
            sum += Vector512.Load(first + (nint)offset * Lanes);
        return sum / Vector512.Create((float)places.Offsets.Length);
    }
}
