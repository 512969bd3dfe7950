using System.Runtime.Intrinsics;

namespace Microsoft.ML.Bayesian;

/// <summary>The largest or the mean value of each window.</summary>
internal sealed unsafe class PoolingKernel(NetworkLayer layer, (int Height, int Width) window, (int Height, int Width) stride, bool average) : LayerKernel
{
    // Distances of a window's inputs from its first.
    private readonly int[] offsets = [.. from down in Enumerable.Range(0, window.Height)
                                         from across in Enumerable.Range(0, window.Width)
                                         select down * layer.Input.Width + across];

    public override int PaddedOutputs => layer.Output.Length;

    public override void Rows(float* weights, float* input, float* output)
    {
        const int Lanes = MultiplyAccumulate.RowLanes;
        for (int i = 0; i < layer.Output.Length; i++)
        {
            float* first = input + (nint)FirstFeature(i) * Lanes;
            for (int lane = 0; lane < Lanes; lane += Vector256<float>.Count)
            {
                Vector256<float> pooled = Vector256.Load(first + lane);
                for (int j = 1; j < offsets.Length; j++)
                {
                    Vector256<float> next = Vector256.Load(first + (nint)offsets[j] * Lanes + lane);
                    pooled = average ? pooled + next : Vector256.ConditionalSelect(Vector256.GreaterThan(pooled, next), pooled, next);
                }

                if (average)
                    pooled /= Vector256.Create((float)offsets.Length);
                pooled.Store(output + (nint)i * Lanes + lane);
            }
        }
    }

    public override void Single(float* weights, float* input, float* output)
    {
        for (int i = 0; i < layer.Output.Length; i++)
        {
            float* first = input + FirstFeature(i);
            float pooled = first[0];
            for (int j = 1; j < offsets.Length; j++)
                pooled = average ? pooled + first[offsets[j]] : pooled > first[offsets[j]] ? pooled : first[offsets[j]];
            output[i] = average ? pooled / offsets.Length : pooled;
        }
    }

    private int FirstFeature(int output)
    {
        (int line, int column) = Math.DivRem(output, layer.Output.Width);
        (int channel, int row) = Math.DivRem(line, layer.Output.Height);
        return (channel * layer.Input.Height + row * stride.Height) * layer.Input.Width + column * stride.Width;
    }
}
