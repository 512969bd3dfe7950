using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BayesianML.Samples;

/// <summary>
/// A fully connected variational autoencoder, 784-400-200-12 and back, with a Bernoulli likelihood (Kingma and Welling, "Auto-Encoding Variational Bayes", 2014). Points
/// between the codes of two digits decode into digits between the two.
/// </summary>
internal sealed class VariationalAutoencoder : Module
{
    private const int CodeSize = 12;

    private readonly Module<Tensor, Tensor> encoder;
    private readonly Module<Tensor, Tensor> decoder;

    public VariationalAutoencoder() : base(nameof(VariationalAutoencoder))
    {
        encoder = Sequential(Linear(ImageSet.PixelCount, 400), ReLU(), Linear(400, 200), ReLU(), Linear(200, 2 * CodeSize));
        decoder = Sequential(Linear(CodeSize, 200), ReLU(), Linear(200, 400), ReLU(), Linear(400, ImageSet.PixelCount));
        RegisterComponents();
    }

    /// <summary>The mean code of each image [rows, 12].</summary>
    public Tensor Encode(Tensor images) => encoder.call(images).narrow(1, 0, CodeSize);

    /// <summary>The images [rows, 784] of some codes, 0 to 1, with the soft edges that come of averaging taken back.</summary>
    public Tensor Decode(Tensor codes) => Sharpen(decoder.call(codes).sigmoid());

    /// <summary>The negative evidence lower bound in nats, per image.</summary>
    public Tensor Loss(Tensor images)
    {
        Tensor[] code = encoder.call(images).chunk(2, 1);
        Tensor mean = code[0], logVariance = code[1];
        Tensor drawn = mean + (logVariance * 0.5).exp() * randn_like(mean);
        Tensor misfit = functional.binary_cross_entropy_with_logits(decoder.call(drawn), images, reduction: Reduction.Sum);
        Tensor divergence = (logVariance.exp() + mean.square() - 1 - logVariance).sum() * 0.5;
        return (misfit + divergence) / images.shape[0];
    }

    /// <summary>A logistic curve through (0, 0), (½, ½) and (1, 1).</summary>
    private static Tensor Sharpen(Tensor images)
    {
        const double Steepness = 12;
        double lowest = 1 / (1 + Math.Exp(Steepness / 2));
        return ((images - 0.5) * Steepness).sigmoid().sub(lowest).div(1 - 2 * lowest);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            encoder.Dispose();
            decoder.Dispose();
        }

        base.Dispose(disposing);
    }
}
