using System.Runtime.Intrinsics;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// The largest of some values, taken for independent Gaussians: two by two in their order, each maximum being taken for a Gaussian again
/// (Clark, "The greatest of a finite set of random variables", 1961).
/// </summary>
internal sealed unsafe class MaxPoolingMoments(NetworkLayer layer, MaxPooling2D pooling) : MomentLayer
{
    private const int Width = ElementwiseKernel.Width;

    private readonly PoolingWindow places = new(layer, pooling.Window, pooling.Stride);

    public override int PaddedOutputs => layer.Output.Length;

    public override void Run(int lanes, float* mean, float* variance, float* outputMean, float* outputVariance)
    {
        if (lanes == 1)
            Single(mean, variance, outputMean, outputVariance);
        else
            Rows(lanes, mean, variance, outputMean, outputVariance);
    }

    private void Rows(int lanes, float* mean, float* variance, float* outputMean, float* outputVariance)
    {
        for (int i = 0; i < layer.Output.Length; i++)
        {
            nint first = (nint)places.FirstFeature(i) * lanes;
            for (int lane = 0; lane < lanes; lane += Width)
            {
                Vector512<float> largestMean = Vector512.Load(mean + first + lane), largestVariance = Vector512.Load(variance + first + lane);
                foreach (int offset in places.Offsets[1..])
                {
                    nint next = first + (nint)offset * lanes + lane;
                    (largestMean, largestVariance) = MaximumMoments.Of(largestMean, largestVariance, Vector512.Load(mean + next), Vector512.Load(variance + next));
                }

                largestMean.Store(outputMean + (nint)i * lanes + lane);
                largestVariance.Store(outputVariance + (nint)i * lanes + lane);
            }
        }
    }

    // The lanes hold outputs, whose inputs are gathered.
    private void Single(float* mean, float* variance, float* outputMean, float* outputVariance)
    {
        float* means = stackalloc float[Width], variances = stackalloc float[Width];
        for (int start = 0; start < layer.Output.Length; start += Width)
        {
            int count = Math.Min(Width, layer.Output.Length - start);
            Vector512<float> largestMean = default, largestVariance = default;
            for (int place = 0; place < places.Offsets.Length; place++)
            {
                for (int i = 0; i < count; i++)
                {
                    int feature = places.FirstFeature(start + i) + places.Offsets[place];
                    (means[i], variances[i]) = (mean[feature], variance[feature]);
                }

                Vector512<float> nextMean = Vector512.Load(means), nextVariance = Vector512.Load(variances);
                (largestMean, largestVariance) = place == 0 ? (nextMean, nextVariance) : MaximumMoments.Of(largestMean, largestVariance, nextMean, nextVariance);
            }

            largestMean.Store(outputMean + start);
            largestVariance.Store(outputVariance + start);
        }
    }
}
