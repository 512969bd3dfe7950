using TorchSharp;
using static TorchSharp.torch;

namespace BayesianML.Samples;

/// <summary>
/// Makes Ambiguous-MNIST in the manner of Mukhoti et al. (2021): an autoencoder draws digits between digits, and a few classifiers
/// that must agree say what each could be. The same seed gives the same images on the same machine.
/// </summary>
/// <remarks>
/// It differs from the original: smaller networks and fewer epochs, so that two cores need minutes; 3 classifiers rather than 5;
/// mixtures of two digits rather than two to four; a stricter choice of images (two leading classes, ink as of clear digits); 1,000
/// rather than 6,000 test images, made from test digits only.
/// </remarks>
internal sealed class AmbiguousMnistMaker(int seed, IProgress<WorkProgress> progress, CancellationToken cancellation)
{
    private const int TrainingCount = 6000, TestCount = 1000;
    private const int AutoencoderEpochs = 15, ClassifierCount = 3, ClassifierEpochs = 4;

    private readonly Random random = new(seed);

    public (ImageSet Training, ImageSet Test) Make(ImageSet mnistTraining, ImageSet mnistTest)
    {
        // Networks this small gain little from a second thread, and the sums of several threads differ in the last bits.
        int threads = get_num_threads();
        set_num_threads(1);
        try
        {
            return MakeOnOneThread(mnistTraining, mnistTest);
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    private (ImageSet Training, ImageSet Test) MakeOnOneThread(ImageSet mnistTraining, ImageSet mnistTest)
    {
        // The networks' first weights and the autoencoder's noise come from here; nothing else in this program draws from it.
        torch.random.manual_seed(seed);
        using var scope = NewDisposeScope();
        Tensor digits = ToTensor(mnistTraining), labels = ToLabels(mnistTraining);

        using var autoencoder = new VariationalAutoencoder();
        Optimization.Minimize(autoencoder, mnistTraining.Count, AutoencoderEpochs, random, rows => autoencoder.Loss(digits[rows]), Part(0, 0.4, "autoencoder"), cancellation);

        var classifiers = new DigitClassifier[ClassifierCount];
        for (int i = 0; i < ClassifierCount; i++)
        {
            DigitClassifier classifier = classifiers[i] = new();
            Optimization.Minimize(
                classifier, mnistTraining.Count, ClassifierEpochs, random, rows => classifier.Loss(digits[rows], labels[rows], autoencoder, random),
                Part(0.4 + 0.4 * i / ClassifierCount, 0.4 / ClassifierCount, $"classifier {i + 1} of {ClassifierCount}"), cancellation);
        }

        using var noGradient = no_grad();
        var search = new AmbiguousImageSearch(autoencoder, classifiers, new InkStatistics(mnistTraining), random, cancellation);
        ImageSet training = search.Run(mnistTraining, digits, TrainingCount, Part(0.8, 0.15, "training images"));
        ImageSet test = search.Run(mnistTest, ToTensor(mnistTest), TestCount, Part(0.95, 0.05, "test images"));
        foreach (DigitClassifier classifier in classifiers)
            classifier.Dispose();
        return (training, test);
    }

    private Action<double> Part(double from, double share, string what) => done => progress.Report(new(from + share * done, what));

    /// <summary>Images × 784, 0 to 1.</summary>
    private static Tensor ToTensor(ImageSet set)
    {
        var values = new float[set.Count * ImageSet.PixelCount];
        for (int i = 0; i < set.Count; i++)
        {
            ReadOnlySpan<byte> pixels = set.Pixels(i);
            for (int j = 0; j < pixels.Length; j++)
                values[i * ImageSet.PixelCount + j] = pixels[j] / 255f;
        }

        return tensor(values, [set.Count, ImageSet.PixelCount]);
    }

    private static Tensor ToLabels(ImageSet set) => tensor(Enumerable.Range(0, set.Count).Select(image => (long)set.Labels(image)[0]).ToArray());
}
