using System.Runtime.Intrinsics;

namespace Microsoft.ML.Bayesian;

/// <summary>Draws logits from a Gaussian at fixed points, which are the same for all rows, and adds them to the sums of a block.</summary>
internal sealed unsafe class LogitDraws
{
    private const int Lanes = RowBlock.Lanes, Width = ElementwiseKernel.Width;

    private readonly int classes, samples, tiles;
    private readonly AlignedBuffer bySample, byClass;

    public LogitDraws(int classes, InferenceOptions options)
    {
        this.classes = classes;
        samples = options.SampleCount;
        tiles = (samples + Lanes - 1) / Lanes;
        bySample = new AlignedBuffer((long)samples * classes);
        byClass = new AlignedBuffer((long)tiles * Lanes * classes);
        float[][] points = QuasiRandomNormals.Create(samples, classes, options.Seed);
        for (int sample = 0; sample < samples; sample++)
        {
            for (int i = 0; i < classes; i++)
            {
                bySample.Span[sample * classes + i] = points[i][sample];
                byClass.Span[(sample / Lanes * classes + i) * Lanes + sample % Lanes] = points[i][sample];
            }
        }
    }

    /// <summary>Adds all samples of a tile or of a single row.</summary>
    /// <param name="mean">The means of the logits, [class][lane].</param>
    /// <param name="factor">
    /// Their standard deviations, [class][lane]; or the lower triangle of their covariance's Cholesky factor, row by row, [entry][lane].
    /// </param>
    /// <param name="triangular">Whether <paramref name="factor"/> is a triangle.</param>
    /// <param name="logits">A buffer, [class][lane].</param>
    /// <param name="block">Where the samples go.</param>
    /// <param name="row">The first row of the tile, or the single row.</param>
    /// <param name="lanes"><see cref="RowBlock.Lanes"/>, or 1 for a single row.</param>
    public void AddSamples(float* mean, float* factor, bool triangular, float* logits, RowBlock block, int row, int lanes)
    {
        if (lanes == 1)
        {
            for (int tile = 0; tile < tiles; tile++)
            {
                Points points = new(byClass.Pointer + (nint)tile * classes * Lanes);
                for (int lane = 0; lane < Lanes; lane += Width)
                    Draw(new Row(mean), new Row(factor), triangular, points.At(lane), logits + lane);
                block.AddSamples(logits, Math.Min(Lanes, samples - tile * Lanes), row, approximate: true);
            }

            return;
        }

        for (int sample = 0; sample < samples; sample++)
        {
            Row point = new(bySample.Pointer + (nint)sample * classes);
            for (int lane = 0; lane < Lanes; lane += Width)
                Draw(new Points(mean + lane), new Points(factor + lane), triangular, point, logits + lane);
            block.AddTile(logits, row, approximate: true);
        }
    }

    private void Draw<TMoments, TPoint>(TMoments mean, TMoments factor, bool triangular, TPoint point, float* logits)
        where TMoments : struct, ISource
        where TPoint : struct, ISource
    {
        int entry = 0;
        for (int i = 0; i < classes; i++)
        {
            Vector512<float> logit = mean[i];
            if (triangular)
            {
                for (int j = 0; j <= i; j++)
                    logit = Vector512.FusedMultiplyAdd(factor[entry++], point[j], logit);
            }
            else
            {
                logit = Vector512.FusedMultiplyAdd(factor[i], point[i], logit);
            }

            logit.Store(logits + i * Lanes);
        }
    }

    /// <summary>Values that the lanes of a vector take: each its own, or all the same.</summary>
    private interface ISource
    {
        Vector512<float> this[int index] { get; }
    }

    private readonly struct Points(float* values) : ISource
    {
        public Vector512<float> this[int index] => Vector512.Load(values + index * Lanes);

        public Points At(int lane) => new(values + lane);
    }

    private readonly struct Row(float* values) : ISource
    {
        public Vector512<float> this[int index] => Vector512.Create(values[index]);
    }
}
