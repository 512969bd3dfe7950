using BenchmarkDotNet.Attributes;
using Microsoft.ML.Bayesian.Quantization;

namespace Microsoft.ML.Bayesian.PerformanceTests;

/// <summary>One draw of all weights of a multilayer perceptron.</summary>
public unsafe class DrawBenchmarks
{
    private readonly WeightSampler single;
    private readonly CodeSampler integers;
    private readonly AlignedBuffer singleScratch, integerScratch;

    public DrawBenchmarks()
    {
        BenchmarkNetwork network = BenchmarkNetwork.Mlp;
        var options = new InferenceOptions { SampleCacheBytes = 0 };
        single = new(network.Single, options);
        integers = new(network.Joint4, (IntegerSamplingRule)network.Joint4.Sampling!, options);
        (singleScratch, integerScratch) = (single.Rent()!, integers.Rent()!);
    }

    [Benchmark(Baseline = true)]
    public float SinglePrecision() => *single.Sample(1, singleScratch);

    [Benchmark]
    public byte Integers() => *integers.Sample(1, integerScratch, manyRows: true);

    [Benchmark]
    public byte IntegersForOneRow() => *integers.Sample(1, integerScratch, manyRows: false);
}
