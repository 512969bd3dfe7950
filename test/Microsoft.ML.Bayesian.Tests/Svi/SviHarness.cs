using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian.Tests;

/// <summary>Small networks in double precision, and the loss of a batch under frozen noise.</summary>
internal static class SviHarness
{
    public static NetworkArchitecture DenseNetwork { get; } =
        new NetworkDefinition([new Dense(5, Activation.Tanh), new Dense(4, Activation.Sigmoid)]).Resolve(3, 3);

    public static NetworkArchitecture ConvolutionNetwork { get; } = Network.Sequential(
        TensorShape.Image(2, 5, 4),
        new Convolution2D(3, (3, 2), Activation.Tanh) { Padding = (1, 0), Stride = (1, 2) },
        new AveragePooling2D((2, 1)),
        new Convolution2D(2, (2, 1), Activation.Tanh),
        new Flatten()).Resolve(40, 3);

    public static VariationalParameters Parameters(NetworkArchitecture network, double deviation = 0.2, ulong seed = 1)
    {
        using var random = new Generator(seed);
        var parameters = new VariationalParameters(network, CPU, ScalarType.Float64);
        parameters.Initialize(deviation, random);
        parameters.Raw.add_(randn(parameters.Raw.shape, ScalarType.Float64, generator: random), alpha: 0.3);
        parameters.Mean.add_(randn(parameters.Raw.shape, ScalarType.Float64, generator: random), alpha: 0.1);
        return parameters;
    }

    public static (Tensor Rows, Tensor Labels) Batch(NetworkArchitecture network, int rows, ulong seed = 2)
    {
        using var random = new Generator(seed);
        return (randn([rows, network.InputCount], ScalarType.Float64, generator: random), arange(rows, ScalarType.Int64).remainder(network.ClassCount));
    }

    /// <summary>The gradient <c>[2, count]</c> and the whole loss, cross-entropy + (β/N)·KL, with the noise that belongs to a seed.</summary>
    public static (double Loss, Tensor Gradient) Differentiate(
        VariationalParameters parameters, GradientEstimator estimator, Tensor rows, Tensor labels, Tensor? weights = null,
        double klWeight = 0.7, double datasetSize = 11, double prior = 0.5, int draws = 1, ulong noiseSeed = 3, int rowsPerDraw = int.MaxValue)
    {
        using var noise = new Generator(noiseSeed);
        var objective = new EvidenceLowerBound(parameters, new Guide(), VariationalPass.Create(estimator, parameters, new Guide(), noise), new ZeroMeanPrior(prior), datasetSize, draws, rowsPerDraw);
        Tensor gradient = zeros_like(parameters.Values);
        double crossEntropy = objective.Differentiate(rows, labels, weights, klWeight, gradient).item<double>();
        return (crossEntropy + klWeight / datasetSize * objective.KullbackLeiblerDivergence(), gradient);
    }

    public static double[] Array(Tensor values) => values.contiguous().data<double>().ToArray();

    public static SviTask Task(TrainingSet training, SviClassificationTrainer.Options options, ulong seed = 5, TrainingSet? validation = null, int? classCount = null) => new()
    {
        Training = training,
        Validation = validation,
        Network = options.Definition.Resolve(training.FeatureCount, classCount ?? (int)training.Labels.Max() + 1),
        Options = options,
        Seed = seed,
    };

    public static float[] Flat(Posterior posterior) => [.. posterior.Tensors.SelectMany(tensor => tensor.Mean.ToArray().Concat(tensor.StandardDeviation.ToArray()))];
}
