using System.Diagnostics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian.PerformanceTests;

/// <summary>Seconds per epoch of the trainer against the loop that one writes in TorchSharp for the same estimator: local reparameterization, all by autograd.</summary>
internal sealed class TrainingComparison(BenchmarkReport report)
{
    private const int BatchSize = 256, Inputs = 784, Classes = 10, Rounds = 3;
    private static readonly int[] Widths = [Inputs, 100, 100, Classes];

    public void Run()
    {
        const int RowCount = 32768;
        float[] rows = BenchmarkNetwork.Rows(RowCount);
        var random = new Random(3);
        long[] labels = [.. Enumerable.Range(0, RowCount).Select(_ => (long)random.Next(Classes))];
        double own = double.PositiveInfinity, plain = own;
        for (int round = 0; round < Rounds; round++)
        {
            own = Math.Min(own, Own(rows, labels));
            plain = Math.Min(plain, Plain(rows, labels));
        }

        (report.Rates["mlp.training.secondsPerEpoch"], report.Rates["mlp.training.plainSecondsPerEpoch"]) = (own, plain);
        report.Ratios["mlp.training.epoch"] = own / plain;
        Console.WriteLine($"Training, {RowCount:N0} rows in batches of {BatchSize}: {own:0.000} s an epoch, the plain loop {plain:0.000} s; ratio {own / plain:0.00}");
    }

    /// <summary>The shorter of two epochs, as the trainer reports them.</summary>
    private static double Own(float[] rows, long[] labels)
    {
        double fastest = 0;
        SviFit.Run(new SviTask
        {
            Training = new TrainingSet(rows, Inputs, labels, null),
            Network = Network.Mlp(100, 100).Resolve(Inputs, Classes),
            Options = new SviClassificationTrainer.Options { Epochs = 2, BatchSize = BatchSize, Threads = 1 },
            Seed = 1,
            Report = progress => fastest = Math.Max(fastest, progress.RowsPerSecond),
        });
        return labels.Length / fastest;
    }

    private static double Plain(float[] rows, long[] labels)
    {
        set_num_threads(1);
        using DisposeScope scope = NewDisposeScope();
        Tensor features = tensor(rows, [labels.Length, Inputs]), classes = tensor(labels);
        PlainLayer[] layers = [.. Enumerable.Range(0, Widths.Length - 1).Select(i => new PlainLayer(Widths[i], Widths[i + 1]))];
        using var optimizer = optim.Adam(layers.SelectMany(layer => layer.Parameters), 2e-3);
        double shortest = double.PositiveInfinity;
        for (int epoch = 0; epoch < 2; epoch++)
        {
            var watch = Stopwatch.StartNew();
            Tensor order = randperm(labels.Length);
            for (int start = 0; start < labels.Length; start += BatchSize)
            {
                using DisposeScope step = NewDisposeScope();
                Tensor batch = order.slice(0, start, Math.Min(start + BatchSize, labels.Length), 1), x = features.index_select(0, batch);
                Tensor divergence = zeros(1);
                for (int i = 0; i < layers.Length; i++)
                {
                    x = layers[i].Forward(x);
                    if (i < layers.Length - 1)
                        x = x.relu();
                    divergence += layers[i].Divergence();
                }

                Tensor loss = nn.functional.cross_entropy(x, classes.index_select(0, batch)) + divergence / labels.Length;
                optimizer.zero_grad();
                loss.backward();
                optimizer.step();
            }

            shortest = Math.Min(shortest, watch.Elapsed.TotalSeconds);
        }

        foreach (PlainLayer layer in layers)
            layer.Dispose();
        return shortest;
    }

    /// <summary>A dense layer with a Gaussian over its weights; the prior is N(0, 1).</summary>
    private sealed class PlainLayer(int inputs, int outputs) : IDisposable
    {
        private readonly Parameter weightMean = new(randn(outputs, inputs) / Math.Sqrt(inputs)), weightRaw = new(full([outputs, inputs], -4.5f));
        private readonly Parameter biasMean = new(zeros(outputs)), biasRaw = new(full([outputs], -4.5f));

        public IEnumerable<Parameter> Parameters => [weightMean, weightRaw, biasMean, biasRaw];

        public Tensor Forward(Tensor x)
        {
            Tensor mean = nn.functional.linear(x, weightMean, biasMean);
            Tensor variance = nn.functional.linear(x.square(), nn.functional.softplus(weightRaw).square(), nn.functional.softplus(biasRaw).square());
            return mean + variance.sqrt() * randn_like(mean);
        }

        public void Dispose()
        {
            foreach (Parameter parameter in Parameters)
                parameter.Dispose();
        }

        public Tensor Divergence() => Divergence(weightMean, weightRaw) + Divergence(biasMean, biasRaw);

        private static Tensor Divergence(Tensor mean, Tensor raw)
        {
            Tensor deviation = nn.functional.softplus(raw);
            return ((deviation.square() + mean.square() - 1) / 2 - deviation.log()).sum();
        }
    }
}
