using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// Collects the losses of the steps on the device and fetches them in blocks, so that a step need not wait for its own loss; finds
/// the first that is not finite.
/// </summary>
internal sealed class LossMonitor(Device device, ScalarType precision) : IDisposable
{
    private const int BlockLength = 50;

    private readonly Tensor block = zeros([BlockLength], dtype: precision, device: device);
    private readonly double[] learningRates = new double[BlockLength];
    private readonly int[] rowCounts = new int[BlockLength];
    private int pending;
    private long rows;
    private double sum, lastFinite = double.NaN;

    /// <summary>The mean loss per row since the epoch began.</summary>
    public double Mean => sum / rows;

    public void BeginEpoch()
    {
        sum = 0;
        rows = 0;
    }

    public void Add(Tensor loss, int rowCount, double learningRate, int epoch)
    {
        block.select(0, pending).copy_(loss);
        learningRates[pending] = learningRate;
        rowCounts[pending++] = rowCount;
        if (pending == BlockLength)
            Fetch(epoch);
    }

    public void Fetch(int epoch)
    {
        using var scope = NewDisposeScope();
        double[] losses = block.to(ScalarType.Float64).cpu().data<double>().ToArray();
        for (int i = 0; i < pending; i++)
        {
            if (!double.IsFinite(losses[i]))
                throw Divergence(epoch, lastFinite, learningRates[i]);
            lastFinite = losses[i];
            sum += losses[i] * rowCounts[i];
            rows += rowCounts[i];
        }

        pending = 0;
    }

    /// <summary>The error for parameters that left the finite numbers after the last loss of an epoch was fine.</summary>
    public InvalidOperationException Divergence(int epoch, double learningRate) => Divergence(epoch, lastFinite, learningRate);

    public void Dispose() => block.Dispose();

    private static InvalidOperationException Divergence(int epoch, double lastFinite, double learningRate) => new(
        $"Training diverged in epoch {epoch}: the loss is no longer finite. The last finite loss was {(double.IsNaN(lastFinite) ? "none" : $"{lastFinite:G5} nats per row")}, " +
        $"at a learning rate of {learningRate:G3}. A lower LearningRate, or features that are scaled to about unit size, should help.");
}
