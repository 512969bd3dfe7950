using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// The generators of one fit, one per purpose, all derived from one seed: drawing more numbers for one purpose changes no other.
/// The process-wide generator of torch is never used.
/// </summary>
internal sealed class RandomStreams(ulong seed, Device device) : IDisposable, ICheckpointed
{
    public Generator Initialization { get; } = Stream(seed, 1, device);

    public Generator Split { get; } = Stream(seed, 2, device);

    public Generator Shuffle { get; } = Stream(seed, 3, device);

    public Generator Noise { get; } = Stream(seed, 4, device);

    string ICheckpointed.Tag => "RAND";

    /// <summary>A fresh generator that starts the same for every validation, so that epochs are compared under the same draws.</summary>
    public Generator NewValidation() => Stream(seed, 5, device);

    public void Dispose()
    {
        Initialization.Dispose();
        Split.Dispose();
        Shuffle.Dispose();
        Noise.Dispose();
    }

    // The other streams are used up before the first epoch.
    void ICheckpointed.Save(BinaryWriter writer)
    {
        foreach (Generator generator in new[] { Shuffle, Noise })
        {
            using Tensor state = generator.get_state();
            writer.WriteTensor(state);
        }
    }

    void ICheckpointed.Restore(SectionReader reader)
    {
        foreach (Generator generator in new[] { Shuffle, Noise })
        {
            using Tensor state = generator.get_state();
            reader.ReadTensor(state, "state of a generator");
            generator.set_state(state);
        }
    }

    private static Generator Stream(ulong seed, ulong purpose, Device device) => new(SplitMix64.Mix(SplitMix64.Mix(seed) + purpose), device);
}
