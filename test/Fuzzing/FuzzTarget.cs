namespace Microsoft.ML.Bayesian.Tests.Fuzzing;

/// <summary>A reader, and what to feed it with.</summary>
/// <param name="Name">The name.</param>
/// <param name="Seeds">Sound files.</param>
/// <param name="Mutate">Damages some of them.</param>
/// <param name="Read">Reads; returns only where the file was taken, and then has used what was read.</param>
internal sealed record FuzzTarget(string Name, IReadOnlyList<byte[]> Seeds, Func<IReadOnlyList<byte[]>, Random, byte[]> Mutate, Action<Stream> Read)
{
    /// <summary>Model files, quantized ones included.</summary>
    public static FuzzTarget ModelFile() => new("model file (.bnn)", SeedFiles.Models(), ModelFileMutator.Mutate, stream => UseModel(BayesianModel.Load(stream)));

    /// <summary>Posteriors of other programs, for a perceptron of any size and for a network of a given one.</summary>
    public static FuzzTarget Safetensors() => new("safetensors", SeedFiles.Safetensors(), SafetensorsMutator.Mutate, stream =>
        _ = Posterior.FromSafetensors(stream, stream.Length % 2 == 0 ? Network.Mlp(4) : Network.Sequential(TensorShape.Image(1, 4, 4), new Convolution2D(2, 3, Activation.ReLU), new Flatten())));

    /// <summary>Input number <paramref name="index"/> of a seed; the same whenever it is asked for.</summary>
    public byte[] Input(int seed, int index) => Mutate(Seeds, new Random(unchecked(seed * 1_000_003 + index)));

    // What was taken must be usable: it can be saved, and predicts where that does not take long.
    private static void UseModel(BayesianModel model)
    {
        model.Save(Stream.Null);
        NetworkArchitecture network = model.Posterior.Network;
        if (network.Layers.Sum(layer => (long)layer.Input.Length + layer.Output.Length) < 10_000)
            _ = model.With(new InferenceOptions { SampleCount = 2 }).Predict(new float[network.InputCount]);
    }
}
