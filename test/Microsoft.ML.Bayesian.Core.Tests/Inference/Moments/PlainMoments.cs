using Microsoft.ML.Bayesian.Tests.Inference;

namespace Microsoft.ML.Bayesian.Core.Tests.Inference;

/// <summary>Moment propagation in double precision, as the formulas stand: activations by integration, covariances as full matrices.</summary>
internal static class PlainMoments
{
    /// <summary>Means and variances of the logits, all values taken for independent.</summary>
    public static (double[] Mean, double[] Variance) Independent(Posterior posterior, float[] row)
    {
        double[] mean = [.. row.Select(value => (double)value)], variance = new double[row.Length];
        int parameterized = 0;
        foreach (NetworkLayer layer in posterior.Network.Layers)
        {
            if (layer.HasParameters)
            {
                (double[] preMean, double[] carried, double[] own) = Linear(layer, posterior.Layers[parameterized++], mean, variance);
                (mean, variance, _) = Activate(layer.Activation, preMean, Sum(carried, own));
            }
            else
            {
                (mean, variance) = Pool(layer, mean, variance);
            }
        }

        return (mean, variance);
    }

    /// <summary>Mean and covariance of the logits; values are taken for independent below the first of the dense layers at the end.</summary>
    public static (double[] Mean, double[][] Covariance) WithCovariance(Posterior posterior, float[] row)
    {
        NetworkLayer[] layers = [.. posterior.Network.Layers];
        int head = Array.FindLastIndex(layers, layer => layer.Definition is not Dense) + 1, parameterized = 0;
        double[] mean = [.. row.Select(value => (double)value)], variance = new double[row.Length];
        double[][] covariance = [];
        for (int i = 0; i < layers.Length; i++)
        {
            NetworkLayer layer = layers[i];
            if (i == head)
                covariance = Diagonal(variance);
            if (!layer.HasParameters)
            {
                (mean, variance) = Pool(layer, mean, variance);
                continue;
            }

            LayerPosterior learnt = posterior.Layers[parameterized++];
            (double[] preMean, double[] carried, double[] own) = Linear(layer, learnt, mean, variance);
            double[] preVariance = Sum(carried, own);
            (mean, variance, double[] gain) = Activate(layer.Activation, preMean, preVariance);
            if (i < head)
                continue;

            // Only the linear part of what the inputs share is carried on; all else of an output's variance is its own.
            double[][] weights = [.. Doubles(learnt.Weight.Mean).Chunk(layer.Input.Length)];
            double[] fresh = layer.Activation.Kind == ActivationKind.Identity ? own : [.. variance.Select((v, unit) => Math.Max(0, v - gain[unit] * gain[unit] * carried[unit]))];
            double[][] before = covariance;
            covariance = [.. weights.Select((first, a) => weights.Select((second, b) =>
                gain[a] * gain[b] * first.Select((w, k) => w * second.Select((u, l) => u * before[k][l]).Sum()).Sum() + (a == b ? fresh[a] : 0)).ToArray())];
        }

        return (mean, covariance);
    }

    /// <summary>Mean probabilities of the softmax over the given points.</summary>
    public static double[] Probabilities(double[] mean, double[][] factor, float[][] points)
    {
        int samples = points[0].Length;
        var sums = new double[mean.Length];
        for (int sample = 0; sample < samples; sample++)
        {
            double[] logits = [.. mean.Select((value, i) => value + factor[i].Select((f, j) => f * points[j][sample]).Sum())];
            foreach ((int i, double probability) in PlainNetwork.Softmax(logits).Index())
                sums[i] += probability / samples;
        }

        return sums;
    }

    /// <summary>The lower triangle L with L·Lᵀ = matrix.</summary>
    public static double[][] Cholesky(double[][] matrix)
    {
        double[][] factor = [.. matrix.Select(row => new double[row.Length])];
        for (int i = 0; i < matrix.Length; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double rest = matrix[i][j] - Enumerable.Range(0, j).Sum(k => factor[i][k] * factor[j][k]);
                factor[i][j] = i == j ? Math.Sqrt(rest) : rest / factor[j][j];
            }
        }

        return factor;
    }

    public static double[][] Diagonal(double[] values) => [.. values.Select((value, i) => values.Select((_, j) => i == j ? value : 0.0).ToArray())];

    private static (double[] Mean, double[] Carried, double[] Own) Linear(NetworkLayer layer, LayerPosterior learnt, double[] mean, double[] variance)
    {
        NetworkLayer plain = layer.WithoutActivation();
        double[] weight = Doubles(learnt.Weight.Mean), bias = Doubles(learnt.Bias.Mean);
        double[] second = [.. mean.Zip(variance, (m, v) => m * m + v)];
        return (
            PlainNetwork.Layer(plain, (weight, bias), mean),
            PlainNetwork.Layer(plain, (Squares(weight), new double[bias.Length]), variance),
            PlainNetwork.Layer(plain, (Squares(Doubles(learnt.Weight.StandardDeviation)), Squares(Doubles(learnt.Bias.StandardDeviation))), second));
    }

    private static (double[] Mean, double[] Variance, double[] Gain) Activate(Activation activation, double[] mean, double[] variance)
    {
        if (activation.Kind == ActivationKind.Identity)
            return (mean, variance, [.. mean.Select(_ => 1.0)]);
        (double Mean, double Variance, double Gain)[] all = [.. mean.Zip(variance, (m, v) => PlainNormal.Moments(x => PlainNetwork.Activate(activation, x), m, v))];
        return ([.. all.Select(one => one.Mean)], [.. all.Select(one => one.Variance)], [.. all.Select(one => one.Gain)]);
    }

    private static (double[] Mean, double[] Variance) Pool(NetworkLayer layer, double[] mean, double[] variance)
    {
        switch (layer.Definition)
        {
            case Flatten:
                return (mean, variance);
            case AveragePooling2D average:
                double share = 1.0 / (average.Window.Height * average.Window.Width);
                return (PlainNetwork.Layer(layer, default, mean), [.. PlainNetwork.Layer(layer, default, variance).Select(value => value * share)]);
            case MaxPooling2D maximum:
                var places = new PoolingWindow(layer, maximum.Window, maximum.Stride);
                int[] offsets = places.Offsets.ToArray();
                (double Mean, double Variance)[] pooled = [.. Enumerable.Range(0, layer.Output.Length).Select(i => offsets
                    .Select(offset => (Mean: mean[places.FirstFeature(i) + offset], Variance: variance[places.FirstFeature(i) + offset]))
                    .Aggregate((first, second) => PlainNormal.Maximum(first.Mean, first.Variance, second.Mean, second.Variance)))];
                return ([.. pooled.Select(one => one.Mean)], [.. pooled.Select(one => one.Variance)]);
            default:
                throw new NotSupportedException(layer.Name);
        }
    }

    private static double[] Sum(double[] first, double[] second) => [.. first.Zip(second, (x, y) => x + y)];

    private static double[] Squares(double[] values) => [.. values.Select(value => value * value)];

    private static double[] Doubles(ParameterStorage storage) => [.. storage.ToArray().Select(value => (double)value)];
}
