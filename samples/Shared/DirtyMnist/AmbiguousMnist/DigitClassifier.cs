using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BayesianML.Samples;

/// <summary>A small convolutional network, one of those that decide together what an image could be.</summary>
internal sealed class DigitClassifier : Module
{
    private const int LargestShift = 2;

    private static readonly long[] dimensions = [1, 2];

    private readonly Module<Tensor, Tensor> layers;

    public DigitClassifier() : base(nameof(DigitClassifier))
    {
        layers = Sequential(
            Conv2d(1, 8, 5), ReLU(), MaxPool2d(2),
            Conv2d(8, 16, 5), ReLU(), MaxPool2d(2),
            Flatten(), Linear(256, 64), ReLU(), Linear(64, 10));
        RegisterComponents();
    }

    /// <summary>The logarithms of the class probabilities [rows, 10].</summary>
    public Tensor LogProbabilities(Tensor images) => functional.log_softmax(layers.call(images.view(-1, 1, ImageSet.Side, ImageSet.Side)), 1);

    /// <summary>
    /// The cross-entropy of a shifted batch, half of it as the autoencoder sees it: what the classifiers judge later are decoded images too.
    /// </summary>
    public Tensor Loss(Tensor images, Tensor labels, VariationalAutoencoder autoencoder, Random random)
    {
        Tensor decoded;
        using (no_grad())
        {
            Tensor[] halves = images.chunk(2);
            decoded = cat([halves[0], autoencoder.Decode(autoencoder.Encode(halves[1]))]);
        }

        // Digits have a margin of 4 pixels, so that nothing comes back in on the other side.
        long[] shift = [random.Next(-LargestShift, LargestShift + 1), random.Next(-LargestShift, LargestShift + 1)];
        Tensor shifted = decoded.view(-1, ImageSet.Side, ImageSet.Side).roll(shift, dimensions);
        return functional.nll_loss(LogProbabilities(shifted), labels);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            layers.Dispose();
        base.Dispose(disposing);
    }
}
