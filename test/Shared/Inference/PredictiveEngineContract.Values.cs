namespace Microsoft.ML.Bayesian.Tests.Inference;

/// <content>The answers themselves, against a network written plainly in double precision.</content>
public abstract partial class PredictiveEngineContract
{
    [TestMethod]
    public void The_way_that_parameters_are_kept_changes_nothing()
    {
        foreach (NetworkArchitecture network in EngineCases.Networks)
        {
            Posterior posterior = EngineCases.Posterior(network);
            Posterior piecewise = new(network, [.. posterior.Layers.Select(layer => new LayerPosterior(Piecewise(layer.Weight), Piecewise(layer.Bias)))], posterior.Prior);
            var options = new InferenceOptions { SampleCount = Samples };
            float[] rows = EngineCases.Rows(network, 9);
            CollectionAssert.AreEqual(EnginePredictions.Of(Create(posterior, options), rows).Bits(), EnginePredictions.Of(Create(piecewise, options), rows).Bits());
        }
    }

    [TestMethod]
    public void Another_seed_gives_other_answers_and_the_same_seed_the_same()
    {
        Posterior posterior = EngineCases.Posterior(EngineCases.Mlp);
        float[] rows = EngineCases.Rows(EngineCases.Mlp, 5);
        int[] first = EnginePredictions.Of(Create(posterior, new() { Seed = 1 }), rows).Bits();
        CollectionAssert.AreEqual(first, EnginePredictions.Of(Create(posterior, new() { Seed = 1 }), rows).Bits());
        CollectionAssert.AreNotEqual(first, EnginePredictions.Of(Create(posterior, new() { Seed = 1UL << 40 | 1 }), rows).Bits());
    }

    [TestMethod]
    public void Vanishing_standard_deviations_give_the_network_of_the_means()
    {
        foreach (NetworkArchitecture network in EngineCases.Networks)
        {
            Posterior posterior = EngineCases.Posterior(network, standardDeviation: 1e-20f);
            (double[], double[])[] means = [.. posterior.Layers.Select(layer => (Doubles(layer.Weight.Mean), Doubles(layer.Bias.Mean)))];
            float[] rows = EngineCases.Rows(network, 40);
            EnginePredictions predictions = EnginePredictions.Of(Create(posterior, new() { SampleCount = Samples }), rows);
            for (int row = 0; row < predictions.Count; row++)
            {
                double[] expected = PlainNetwork.Softmax(new PlainNetwork(network).Logits(means, EngineCases.Row(network, rows, row)));
                for (int i = 0; i < expected.Length; i++)
                    Assert.AreEqual(expected[i], predictions.Row(row)[i], Precision);
                Assert.AreEqual(PlainNetwork.Entropy(expected), predictions.Uncertainties[row].Total, Precision);
                Assert.AreEqual(0, predictions.Uncertainties[row].Epistemic, Precision / 2);
            }
        }
    }

    /// <summary>
    /// Wide posteriors, so that the draws decide. Each figure may differ by 6 standard errors of the difference of the two Monte Carlo
    /// means, 2·10⁻⁹ per figure, under 10⁻⁷ for a choice of seeds; and by the bias that the method owns up to.
    /// </summary>
    [TestMethod]
    public void Wide_posteriors_give_what_plain_Monte_Carlo_gives()
    {
        const int PlainSamples = 8000, EngineSamples = 8000;
        foreach (NetworkArchitecture network in EngineCases.Networks)
        {
            Posterior posterior = EngineCases.Posterior(network, standardDeviation: 0.6f);
            float[] rows = EngineCases.Rows(network, 3);
            EnginePredictions predictions = EnginePredictions.Of(Create(posterior, new() { SampleCount = EngineSamples, Seed = 11 }), rows);
            double[][][] plain = PlainMonteCarlo(posterior, rows, PlainSamples);
            for (int row = 0; row < predictions.Count; row++)
            {
                double[][] samples = plain[row];
                double[] mean = [.. Enumerable.Range(0, network.ClassCount).Select(i => samples.Average(sample => sample[i]))];
                double[] errors = [.. mean.Select((_, i) => StandardError(samples.Select(sample => sample[i]), EngineSamples))];
                for (int i = 0; i < mean.Length; i++)
                    Assert.AreEqual(mean[i], predictions.Row(row)[i], 6 * errors[i] + Bias(network));

                PredictiveUncertainty uncertainty = predictions.Uncertainties[row];
                double aleatoric = samples.Average(PlainNetwork.Entropy), aleatoricError = StandardError(samples.Select(PlainNetwork.Entropy), EngineSamples);
                // dH = −Σ (1 + ln p) dp, each dp at its worst.
                double totalError = mean.Select((p, i) => Math.Abs(1 + Math.Log(p)) * errors[i]).Sum();
                Assert.AreEqual(aleatoric, uncertainty.Aleatoric, 6 * aleatoricError + Bias(network));
                Assert.AreEqual(PlainNetwork.Entropy(mean), uncertainty.Total, 6 * totalError + Bias(network));
                Assert.AreEqual(PlainNetwork.Entropy(mean) - aleatoric, uncertainty.Epistemic, 6 * (totalError + aleatoricError) + Bias(network));
            }
        }
    }

    /// <summary>Class probabilities [row][sample][class] from weights that are drawn by the runtime's own generator.</summary>
    private static double[][][] PlainMonteCarlo(Posterior posterior, float[] rows, int samples)
    {
        NetworkArchitecture network = posterior.Network;
        var random = new Random(12);
        (double[] Mean, double[] Deviation)[] tensors = [.. posterior.Tensors.Select(tensor => (Doubles(tensor.Mean), Doubles(tensor.StandardDeviation)))];
        float[][] inputs = [.. rows.Chunk(network.InputCount)];
        var plain = new PlainNetwork(network);
        double[][][] probabilities = [.. inputs.Select(_ => new double[samples][])];
        for (int sample = 0; sample < samples; sample++)
        {
            double[][] drawn = [.. tensors.Select(tensor => tensor.Mean.Select((mean, i) => mean + tensor.Deviation[i] * StandardNormal(random)).ToArray())];
            (double[], double[])[] parameters = [.. drawn.Chunk(2).Select(pair => (pair[0], pair[1]))];
            for (int row = 0; row < inputs.Length; row++)
                probabilities[row][sample] = PlainNetwork.Softmax(plain.Logits(parameters, inputs[row]));
        }

        return probabilities;
    }

    private static double StandardNormal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    // Of the difference between the mean of these values and the mean of as many others as given.
    private static double StandardError(IEnumerable<double> values, int others)
    {
        double[] all = [.. values];
        double mean = all.Average();
        return Math.Sqrt(all.Sum(value => (value - mean) * (value - mean)) / (all.Length - 1) * (1.0 / all.Length + 1.0 / others));
    }

    private static double[] Doubles(ParameterStorage storage) => [.. storage.ToArray().Select(value => (double)value)];

    private static VariationalTensor Piecewise(VariationalTensor tensor) =>
        new(tensor.Name, tensor.Shape, new PiecewiseStorage(tensor.Mean.ToArray()), new PiecewiseStorage(tensor.StandardDeviation.ToArray()));
}
