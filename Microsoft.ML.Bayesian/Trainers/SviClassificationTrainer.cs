using Microsoft.ML.Runtime;
using TorchSharp;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// Trains a Bayesian neural network classifier by stochastic variational inference: the posterior over every weight and bias is an
/// independent normal distribution, fitted by gradient ascent on the evidence lower bound.
/// </summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>characteristic</term><description>of this trainer</description></listheader>
/// <item><term>label</term><description>a key, a Boolean, or a <see cref="float"/> that counts from 0; text becomes a key by <c>MapValueToKey</c></description></item>
/// <item><term>features</term><description>a vector of <see cref="float"/> of known size, dense or sparse</description></item>
/// <item><term>weight</term><description>a <see cref="float"/> of at least 0, if there is one</description></item>
/// <item><term>adds</term><description><c>PredictedLabel</c>, <c>Score</c>, <c>TotalUncertainty</c>, <c>EpistemicUncertainty</c> and <c>AleatoricUncertainty</c>; see <see cref="BayesianClassificationTransformer"/></description></item>
/// <item><term>needs normalized features</term><description>yes, of about unit size</description></item>
/// <item><term>needs a cache</term><description>no: rows are read once, or once per epoch with <see cref="Options.ShufflePoolRows"/></description></item>
/// <item><term>packages</term><description>Microsoft.ML.Bayesian, and a flavour of libtorch such as TorchSharp-cpu; scoring needs Microsoft.ML.Bayesian.Core alone</description></item>
/// <item><term>exportable to ONNX</term><description>yes, by propagation of moments</description></item>
/// </list>
/// <para>The loss of a mini-batch is the mean (weighted) cross-entropy + (β/N)·KL, with N the number of training rows (the sum of their
/// weights) and KL the divergence from the prior, analytic and summed over all parameters.</para>
/// <para>Training runs in libtorch, which the application adds as the package TorchSharp-cpu or one of the CUDA packages. What it
/// returns is managed memory only. The same seed, machine and options, with one thread, give the same posterior, bit for bit; also when a process was
/// killed and another went on from <see cref="Options.CheckpointPath"/>.</para>
/// </remarks>
/// <example>
/// <code>
/// var mlContext = new MLContext(seed: 1);
/// IEstimator&lt;ITransformer&gt; pipeline = mlContext.Transforms.Conversion.MapValueToKey("Label")
///     .Append(mlContext.Bayesian.SviClassifier(hiddenUnits: [32], epochs: 20));
/// </code>
/// </example>
public sealed partial class SviClassificationTrainer : BayesianTrainerBase
{
    private readonly Options options;

    internal SviClassificationTrainer(IHostEnvironment environment, Options options)
        : base(environment, nameof(SviClassificationTrainer), OptionsValidation.Validated(options).ColumnNames()) => (Environment, this.options) = (environment, options);

    internal IHostEnvironment Environment { get; }

    /// <inheritdoc/>
    protected override BayesianModel TrainModel(BayesianTrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        using IChannel channel = context.Host.Start("Training");
        SviTask task = Prepare(context, channel);
        return new BayesianModel(Run(task, channel).Posterior, options.Inference, context.ClassNames, context.InputNormalization);
    }

    /// <summary>Reads the data, and says what the training will be.</summary>
    internal SviTask Prepare(BayesianTrainingContext context, IChannel channel)
    {
        if (options.ValidationSet is { } given)
            CheckColumns(given, nameof(Options.ValidationSet));
        LibTorch.EnsureLoaded();
        if (options.PriorFromInitialModel && context.InitialModel is null)
            throw new InvalidOperationException($"{nameof(Options.PriorFromInitialModel)} needs a model whose posterior is the prior; call Fit(trainData, validationData, initialModel).");
        var reader = new TrainingSetReader(context, channel);
        ITrainingData training = ReadTraining(reader, context.Data);
        TrainingSet? validation = (options.ValidationSet ?? context.Validation) is { } view ? reader.Read(view, "validation") : null;
        return new SviTask
        {
            Training = training,
            Validation = validation,
            Network = options.Definition.Resolve(context.FeatureCount, CountClasses(context, training, validation)),
            Options = options.PriorFromInitialModel ? options with { KlWarmUpEpochs = 0 } : options,
            IsSeedArbitrary = (options.Seed ?? context.Seed) is null,
            Seed = (ulong)(options.Seed ?? context.Seed ?? context.Host.Rand.Next()),
            Device = ChooseDevice(context, channel),
            Initial = context.InitialModel?.Posterior,
            Prior = options.PriorFromInitialModel ? context.InitialModel!.Posterior : null,
            CheckAlive = context.CheckAlive,
            Resumed = epochs => channel.Info(MessageSensitivity.None, $"Training goes on from a checkpoint after {epochs} of {options.Epochs} epochs."),
            Report = progress =>
            {
                channel.Info(MessageSensitivity.None, progress.ToString());
                options.Progress?.Report(progress);
            },
        };
    }

    /// <summary>Trains, and warns when that ended early.</summary>
    internal static SviResult Run(SviTask task, IChannel channel)
    {
        SviResult result = SviFit.Run(task);
        if (result.Cancelled)
            channel.Warning(MessageSensitivity.Schema, $"Training was cancelled after {result.History.Count} of {task.Options.Epochs} epochs; the best posterior so far is returned.");
        return result;
    }

    private ITrainingData ReadTraining(TrainingSetReader reader, IDataView data)
    {
        if (options.ShufflePoolRows is not null)
            return reader.Count(data, "training");
        TrainingSet training = reader.Read(data, "training");
        reader.WarnOfUnsuitableFeatures(training);
        return training;
    }

    private int CountClasses(BayesianTrainingContext context, ITrainingData training, TrainingSet? validation)
    {
        int greatest = Math.Max(training.GreatestLabel, validation?.GreatestLabel ?? 0);
        int count = context.ClassCount ?? Math.Max(greatest + 1, options.Definition.ClassCount ?? 0);
        return greatest < count ? count
            : throw new InvalidOperationException($"The label column '{context.Columns.Label}' has {count} classes in the training data, but the validation data has a label of index {greatest}.");
    }

    private static torch.Device ChooseDevice(BayesianTrainingContext context, IChannel channel)
    {
        if (context.GpuDeviceId is not { } id)
            return torch.CPU;
        if (torch.cuda.is_available())
            return torch.device("cuda", id);
        if (!context.FallbackToCpu)
            throw new InvalidOperationException($"MLContext.GpuDeviceId asks for GPU {id}, but CUDA is not available, and MLContext.FallbackToCpu is false.");
        channel.Warning(MessageSensitivity.Schema, $"MLContext.GpuDeviceId asks for GPU {id}, but CUDA is not available; training runs on the CPU.");
        return torch.CPU;
    }
}
