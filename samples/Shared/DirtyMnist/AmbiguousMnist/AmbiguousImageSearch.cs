using static TorchSharp.torch;

namespace BayesianML.Samples;

/// <summary>Mixes pairs of digits until enough of the mixtures are good.</summary>
internal sealed class AmbiguousImageSearch(
    VariationalAutoencoder autoencoder, IReadOnlyList<DigitClassifier> classifiers, InkStatistics clean, Random random, CancellationToken cancellation)
{
    private const int CandidatesPerBatch = 2000, MostBatchesPerThousand = 80;

    // Ambiguous, but to all classifiers in the same way: that is the input's doing and not theirs.
    private const double LeastEntropy = 0.2, MostEntropy = 1.6, MostDisagreement = 0.06, MostDeviation = 0.15;

    /// <summary>Two classes must hold this much: digits between two, not scribbles.</summary>
    private const double LeastShareOfTwo = 0.75;

    /// <param name="digits">The parents of all mixtures.</param>
    /// <param name="images">Their pixels [images, 784], 0 to 1.</param>
    /// <param name="wanted">The number of images to find.</param>
    /// <param name="report">Told the share that is done.</param>
    public ImageSet Run(ImageSet digits, Tensor images, int wanted, Action<double> report)
    {
        using var scope = NewDisposeScope();
        Tensor codes = autoencoder.Encode(images);
        var bins = new EntropyBins(wanted);
        int mostBatches = MostBatchesPerThousand * wanted / 1000;
        for (int batch = 0; batch < mostBatches && !bins.Full; batch++)
        {
            cancellation.ThrowIfCancellationRequested();
            AddBatch(digits, codes, bins);
            report(Math.Max(bins.Filled, (batch + 1.0) / mostBatches));
        }

        AmbiguousImage[] found = bins.Take(random);
        report(1);
        return new(
            [.. found.SelectMany(image => image.Pixels)],
            [.. found.SelectMany(image => Enumerable.Range(0, DirtyMnistData.LabelsPerAmbiguousImage).Select(_ => DrawLabel(image.Probabilities)))]);
    }

    private void AddBatch(ImageSet digits, Tensor codes, EntropyBins bins)
    {
        using var scope = NewDisposeScope();
        Tensor images = autoencoder.Decode(Mix(digits, codes)).clamp(0, 1);
        Judgement judgement = Judgement.Of(classifiers, images);
        byte[] pixels = (images * 255).round().to_type(ScalarType.Byte).data<byte>().ToArray();
        for (int i = 0; i < CandidatesPerBatch; i++)
        {
            byte[] image = pixels[(i * ImageSet.PixelCount)..((i + 1) * ImageSet.PixelCount)];
            float[] probabilities = judgement.Probabilities[(i * 10)..((i + 1) * 10)];
            if (judgement.Entropy[i] is >= (float)LeastEntropy and <= (float)MostEntropy
                && judgement.Disagreement[i] <= MostDisagreement && judgement.LargestDeviation[i] <= MostDeviation
                && probabilities.OrderDescending().Take(2).Sum() >= LeastShareOfTwo && clean.LooksClean(image))
                bins.Add(new(image, probabilities), judgement.Entropy[i]);
        }
    }

    /// <summary>Codes between those of two different digits each, as far from the origin as their parents are: a straight line between them would cut through where no digit is.</summary>
    private Tensor Mix(ImageSet digits, Tensor codes)
    {
        var first = new long[CandidatesPerBatch];
        var second = new long[CandidatesPerBatch];
        var shares = new float[CandidatesPerBatch];
        for (int i = 0; i < CandidatesPerBatch; i++)
        {
            do
            {
                first[i] = random.Next(digits.Count);
                second[i] = random.Next(digits.Count);
            }
            while (digits.Labels((int)first[i])[0] == digits.Labels((int)second[i])[0]);
            shares[i] = 0.3f + 0.4f * random.NextSingle();
        }

        Tensor one = codes[tensor(first)], other = codes[tensor(second)], share = tensor(shares).unsqueeze(1);
        Tensor mixture = share * one + (1 - share) * other;
        Tensor squaredLength = share * SquaredLength(one) + (1 - share) * SquaredLength(other);
        return mixture * (squaredLength / SquaredLength(mixture).clamp_min(1e-6)).sqrt();
    }

    private static Tensor SquaredLength(Tensor codes) => codes.square().sum(1, keepdim: true);

    private byte DrawLabel(float[] probabilities)
    {
        double remaining = random.NextDouble() * probabilities.Sum();
        for (int label = 0; label < probabilities.Length; label++)
        {
            remaining -= probabilities[label];
            if (remaining < 0)
                return (byte)label;
        }

        return (byte)Array.IndexOf(probabilities, probabilities.Max());
    }
}
