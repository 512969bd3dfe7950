using static TorchSharp.torch;

namespace BayesianML.Samples;

/// <summary>The training loop of both kinds of network here: Adam, its learning rate falling along half a cosine wave.</summary>
internal static class Optimization
{
    private const int BatchSize = 256;
    private const double LargestLearningRate = 2e-3;

    /// <param name="network">The network whose parameters move.</param>
    /// <param name="rowCount">The number of training rows.</param>
    /// <param name="epochs">How often each row is used.</param>
    /// <param name="random">Orders the rows.</param>
    /// <param name="loss">The loss of a batch of row indices.</param>
    /// <param name="report">Told the share that is done, after each step.</param>
    /// <param name="cancellation">Ends the training between steps.</param>
    public static void Minimize(
        nn.Module network, int rowCount, int epochs, Random random, Func<Tensor, Tensor> loss, Action<double> report, CancellationToken cancellation)
    {
        using var optimizer = optim.Adam(network.parameters(), LargestLearningRate);
        long[] order = [.. Enumerable.Range(0, rowCount)];
        int stepsPerEpoch = rowCount / BatchSize, steps = epochs * stepsPerEpoch;
        for (int step = 0; step < steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (step % stepsPerEpoch == 0)
                random.Shuffle(order);
            foreach (var group in optimizer.ParamGroups)
                group.LearningRate = LargestLearningRate * 0.5 * (1 + Math.Cos(Math.PI * step / steps));

            using var scope = NewDisposeScope();
            Tensor rows = tensor(order[(step % stepsPerEpoch * BatchSize)..((step % stepsPerEpoch + 1) * BatchSize)]);
            optimizer.zero_grad();
            loss(rows).backward();
            optimizer.step();
            report((step + 1.0) / steps);
        }
    }
}
