using static TorchSharp.torch;

namespace BayesianML.Samples;

/// <summary>What several classifiers say about some images.</summary>
/// <param name="Probabilities">The mean of their class probabilities, images × 10.</param>
/// <param name="Entropy">The entropy of that mean, in nats: how ambiguous the image is.</param>
/// <param name="Disagreement">The mutual information between classifier and class, in nats: how far they differ.</param>
/// <param name="LargestDeviation">The standard deviation over the classifiers of the class probability on which they differ most.</param>
internal sealed record Judgement(float[] Probabilities, float[] Entropy, float[] Disagreement, float[] LargestDeviation)
{
    public static Judgement Of(IReadOnlyList<DigitClassifier> classifiers, Tensor images)
    {
        using var scope = NewDisposeScope();
        Tensor logarithms = stack(classifiers.Select(classifier => classifier.LogProbabilities(images)).ToArray());
        Tensor each = logarithms.exp(), mean = each.mean([0]);
        Tensor entropy = -(mean * mean.clamp_min(1e-12).log()).sum(1);
        Tensor disagreement = entropy + (each * logarithms).sum(2).mean([0]);
        Tensor deviation = each.std(0, unbiased: false).amax([1]);
        return new(Values(mean), Values(entropy), Values(disagreement), Values(deviation));
    }

    private static float[] Values(Tensor tensor) => tensor.contiguous().data<float>().ToArray();
}
