using Microsoft.ML.Data;

namespace Microsoft.ML.Bayesian.Tests;

/// <summary>
/// The smallest trainer that really learns: the nearest class centroid, as a multinomial logistic regression with a made-up standard
/// deviation. Rows without a label are left out.
/// </summary>
internal sealed class CentroidTrainer(MLContext mlContext, BayesianTrainerColumns? columns = null)
    : BayesianTrainerBase(mlContext, nameof(CentroidTrainer), columns ?? new())
{
    /// <summary>The context of the latest training.</summary>
    public BayesianTrainingContext? Context { get; private set; }

    protected override BayesianModel TrainModel(BayesianTrainingContext context)
    {
        Context = context;
        context.CheckAlive();
        int inputs = context.FeatureCount;
        List<(int Class, float Weight, float[] Features)> rows = Read(context);
        int classes = context.ClassCount ?? rows.Max(row => row.Class) + 1;

        // The centroid c of a class gives the logit 2·c·x − |c|², up to the term |x|² that all classes share.
        float[] weights = new float[classes * inputs], biases = new float[classes], mass = new float[classes];
        foreach ((int label, float weight, float[] features) in rows)
        {
            mass[label] += weight;
            for (int input = 0; input < inputs; input++)
                weights[label * inputs + input] += 2 * weight * features[input];
        }

        for (int label = 0; label < classes; label++)
        {
            Span<float> centroid = weights.AsSpan(label * inputs, inputs);
            biases[label] = mass[label] == 0 ? -20 : 0;
            for (int input = 0; input < inputs && mass[label] > 0; input++)
            {
                centroid[input] /= mass[label];
                biases[label] -= centroid[input] * centroid[input] / 4;
            }
        }

        NetworkArchitecture network = Network.Mlp().Resolve(inputs, classes);
        NetworkLayer layer = network.ParameterizedLayers.Single();
        float[] deviations = [.. Enumerable.Repeat(0.3f, weights.Length)];
        var posterior = new Posterior(
            network,
            [new(new VariationalTensor($"{layer.Name}.weight", layer.WeightShape, weights, deviations), new VariationalTensor($"{layer.Name}.bias", [classes], biases, deviations.AsSpan(0, classes)))],
            new GaussianPrior(1));
        return new(posterior, new InferenceOptions { SampleCount = 20, Seed = 5 }, context.ClassNames);
    }

    private static List<(int Class, float Weight, float[] Features)> Read(BayesianTrainingContext context)
    {
        var rows = new List<(int, float, float[])>();
        DataViewSchema schema = context.Data.Schema;
        string?[] names = [context.Columns.Label, context.Columns.Features, context.Columns.ExampleWeight];
        using DataViewRowCursor cursor = context.Data.GetRowCursor(names.OfType<string>().Select(name => schema[name]));
        Func<int> classIndex = context.ClassIndexGetter(cursor);
        ValueGetter<VBuffer<float>> featureGetter = cursor.GetGetter<VBuffer<float>>(schema[context.Columns.Features]);
        ValueGetter<float>? weightGetter = context.Columns.ExampleWeight is { } name ? cursor.GetGetter<float>(schema[name]) : null;
        VBuffer<float> features = default;
        while (cursor.MoveNext())
        {
            float weight = 1;
            weightGetter?.Invoke(ref weight);
            featureGetter(ref features);
            if (classIndex() is var index and >= 0)
                rows.Add((index, weight, [.. features.DenseValues()]));
        }

        return rows;
    }
}
