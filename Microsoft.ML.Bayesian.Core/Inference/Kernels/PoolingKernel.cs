using System.Runtime.Intrinsics;

namespace Microsoft.ML.Bayesian;

/// <summary>The largest or the mean value of each window.</summary>
internal sealed unsafe class PoolingKernel : LayerKernel
{
    private readonly int[][] windows;
    private readonly bool average;

    public PoolingKernel(NetworkLayer layer, (int Height, int Width) window, (int Height, int Width) stride, bool average)
    {
        this.average = average;
        windows = [.. from channel in Enumerable.Range(0, layer.Input.Channels)
                      from row in Enumerable.Range(0, layer.Output.Height)
                      from column in Enumerable.Range(0, layer.Output.Width)
                      select (from down in Enumerable.Range(0, window.Height)
                              from across in Enumerable.Range(0, window.Width)
                              select (channel * layer.Input.Height + row * stride.Height + down) * layer.Input.Width + column * stride.Width + across).ToArray()];
    }

    public override int PaddedOutputs => windows.Length;

    public override void Rows(float* weights, float* input, float* output)
    {
        const int Lanes = MultiplyAccumulate.RowLanes;
        for (int window = 0; window < windows.Length; window++)
        {
            int[] features = windows[window];
            for (int lane = 0; lane < Lanes; lane += Vector256<float>.Count)
            {
                Vector256<float> pooled = Vector256.Load(input + features[0] * Lanes + lane);
                for (int i = 1; i < features.Length; i++)
                {
                    Vector256<float> next = Vector256.Load(input + features[i] * Lanes + lane);
                    pooled = average ? pooled + next : Vector256.MaxNative(pooled, next);
                }

                if (average)
                    pooled /= Vector256.Create((float)features.Length);
                pooled.Store(output + window * Lanes + lane);
            }
        }
    }

    public override void Single(float* weights, float* input, float* output)
    {
        for (int window = 0; window < windows.Length; window++)
        {
            int[] features = windows[window];
            float pooled = input[features[0]];
            for (int i = 1; i < features.Length; i++)
                pooled = average ? pooled + input[features[i]] : pooled > input[features[i]] ? pooled : input[features[i]];
            output[window] = average ? pooled / features.Length : pooled;
        }
    }
}
