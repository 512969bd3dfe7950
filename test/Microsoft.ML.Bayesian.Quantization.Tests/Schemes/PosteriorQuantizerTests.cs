namespace Microsoft.ML.Bayesian.Quantization.Tests.Schemes;

[TestClass]
public sealed class PosteriorQuantizerTests
{
    public static IEnumerable<object[]> SchemesOfEightBits =>
    [
        [new QuantizationOptions()],
        [QuantizationOptions.Uniform(QuantizationScheme.Joint, 4)],
        [QuantizationOptions.Uniform(QuantizationScheme.Joint, 4) with { DrawRule = DrawRule.SheppardCorrected }],
        [QuantizationOptions.Uniform(QuantizationScheme.Variational, 4)],
        [new QuantizationOptions { Scheme = QuantizationScheme.Variational, MeanBits = 6, StandardDeviationBits = 2 }],
    ];

    [TestMethod]
    [DynamicData(nameof(SchemesOfEightBits))]
    public void Eight_bits_per_weight_keep_the_byte_budget_in_memory_and_in_the_file(QuantizationOptions options)
    {
        foreach ((NetworkArchitecture network, long before, long budget) in new[] { (SamplePosteriors.Mlp, 716_880L, 91_000L), (SamplePosteriors.LeNet5, 493_648L, 63_000L) })
        {
            Posterior posterior = SamplePosteriors.Random(network);
            Posterior small = PosteriorQuantizer.Quantize(posterior, SamplePosteriors.Rows(network, 20), options);
            using var file = new MemoryStream();
            new BayesianModel(small).Save(file);

            Assert.AreEqual(before, posterior.ByteCount);
            Assert.IsLessThanOrEqualTo(budget, small.ByteCount);

            // The file also holds names, shapes and checksums.
            Assert.IsLessThanOrEqualTo(small.ByteCount + 1_200, file.Length);
        }
    }

    [TestMethod]
    public void At_four_bits_the_whole_file_of_a_perceptron_is_7_88_times_smaller()
    {
        Posterior posterior = SamplePosteriors.Random(SamplePosteriors.Mlp);
        Posterior small = PosteriorQuantizer.Quantize(posterior, SamplePosteriors.Rows(SamplePosteriors.Mlp, 20), QuantizationOptions.Uniform(QuantizationScheme.Joint, 4));

        Assert.IsGreaterThanOrEqualTo(7.88, (double)FileLength(posterior) / FileLength(small));

        static long FileLength(Posterior posterior)
        {
            using var file = new MemoryStream();
            new BayesianModel(posterior).Save(file);
            return file.Length;
        }
    }

    [TestMethod]
    public void A_scheme_leaves_alone_what_it_does_not_quantize()
    {
        Posterior posterior = SamplePosteriors.Random(SamplePosteriors.SmallMlp);
        float[] rows = SamplePosteriors.Rows(SamplePosteriors.SmallMlp, 20);

        Posterior sampled = PosteriorQuantizer.Quantize(posterior, rows, new() { Scheme = QuantizationScheme.Sampled });
        Posterior variational = PosteriorQuantizer.Quantize(posterior, rows, new() { Scheme = QuantizationScheme.Variational, StandardDeviationBits = 32 });

        Assert.AreSame(posterior.Layers[1].Weight.Mean, sampled.Layers[1].Weight.Mean);
        Assert.IsNotNull(sampled.Sampling);
        Assert.IsNull(variational.Sampling);
        Assert.AreSame(posterior.Layers[1].Weight.StandardDeviation, variational.Layers[1].Weight.StandardDeviation);
        Assert.IsInstanceOfType<PackedStorage>(variational.Layers[1].Weight.Mean);
    }

    [TestMethod]
    public void Every_row_keeps_the_variance_of_its_output()
    {
        Posterior posterior = SamplePosteriors.Random(SamplePosteriors.Mlp);
        Posterior small = PosteriorQuantizer.Quantize(posterior, [], new()
        {
            Scheme = QuantizationScheme.Variational,
            MeanRounding = MeanRounding.Nearest,
            CorrectBiases = false,
            StandardDeviationBits = 3,
        });
        foreach ((LayerPosterior before, LayerPosterior after) in posterior.Layers.Zip(small.Layers))
        {
            float[][] rows = [.. before.Weight.StandardDeviation.ToArray().Chunk(before.Weight.Length / before.Bias.Length)];
            float[][] packed = [.. after.Weight.StandardDeviation.ToArray().Chunk(before.Weight.Length / before.Bias.Length)];
            foreach ((float[] row, float[] quantized) in rows.Zip(packed))
                Assert.AreEqual(1, quantized.Sum(x => (double)x * x) / row.Sum(x => (double)x * x), 0.01);
        }
    }

    [TestMethod]
    public void Rounding_on_calibration_rows_changes_outputs_less_than_rounding_to_nearest()
    {
        Posterior posterior = SamplePosteriors.Random(SamplePosteriors.SmallMlp);
        float[] rows = CorrelatedRows(500), fresh = CorrelatedRows(200, seed: 9);
        double Change(MeanRounding rounding, bool correctBiases)
        {
            Posterior small = PosteriorQuantizer.Quantize(posterior, rows, new()
            {
                Scheme = QuantizationScheme.Variational,
                MeanBits = 3,
                StandardDeviationBits = 32,
                MeanRounding = rounding,
                CorrectBiases = correctBiases,
            });
            float[] before = FirstOutputs(posterior, fresh), after = FirstOutputs(small, fresh);
            return before.Zip(after, (x, y) => Math.Pow(x - y, 2)).Average();
        }

        double nearest = Change(MeanRounding.Nearest, false), corrected = Change(MeanRounding.Nearest, true), calibrated = Change(MeanRounding.Calibrated, true);
        Assert.IsLessThan(nearest, corrected);
        Assert.IsLessThan(0.8 * corrected, calibrated);
    }

    [TestMethod]
    public void The_same_call_gives_the_same_posterior()
    {
        Posterior posterior = SamplePosteriors.Random(SamplePosteriors.SmallConvolution);
        float[] rows = SamplePosteriors.Rows(SamplePosteriors.SmallConvolution, 40);
        byte[] Bytes()
        {
            using var file = new MemoryStream();
            new BayesianModel(PosteriorQuantizer.Quantize(posterior, rows, new())).Save(file);
            return file.ToArray();
        }

        CollectionAssert.AreEqual(Bytes(), Bytes());
    }

    [TestMethod]
    public void A_quantized_posterior_cannot_be_quantized_again()
    {
        float[] rows = SamplePosteriors.Rows(SamplePosteriors.SmallMlp, 20);
        foreach (QuantizationScheme scheme in Enum.GetValues<QuantizationScheme>())
        {
            Posterior small = PosteriorQuantizer.Quantize(SamplePosteriors.Random(SamplePosteriors.SmallMlp), rows, new() { Scheme = scheme });
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => PosteriorQuantizer.Quantize(small, rows, new())).Message, "quantized already");
        }
    }

    [TestMethod]
    public void Calibration_rows_that_are_absent_or_bad_are_refused()
    {
        Posterior posterior = SamplePosteriors.Random(SamplePosteriors.SmallMlp);
        StringAssert.Contains(Refusal([]), "There are no calibration rows");
        StringAssert.Contains(Refusal(new float[8]), "8 values, which is no multiple of the network's 7 inputs");
        StringAssert.Contains(Refusal([.. new float[9], float.NaN, .. new float[4]]), "row 1 holds NaN in column 2");

        string Refusal(float[] rows) => Assert.ThrowsExactly<ArgumentException>(() => PosteriorQuantizer.Quantize(posterior, rows, new())).Message;
    }

    [TestMethod]
    public void A_constant_input_and_dead_units_do_no_harm()
    {
        Posterior posterior = SamplePosteriors.Random(SamplePosteriors.SmallMlp);
        Posterior small = PosteriorQuantizer.Quantize(posterior, new float[7 * 20], new());
        foreach (VariationalTensor tensor in small.Tensors)
            Assert.IsTrue(tensor.Mean.ToArray().All(float.IsFinite));
    }

    [TestMethod]
    public void Cancellation_ends_the_work()
    {
        Posterior posterior = SamplePosteriors.Random(SamplePosteriors.SmallMlp);
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsExactly<OperationCanceledException>(() => PosteriorQuantizer.Quantize(posterior, SamplePosteriors.Rows(SamplePosteriors.SmallMlp, 20), new(), source.Token));
    }

    /// <summary>Seven inputs that follow two hidden causes.</summary>
    private static float[] CorrelatedRows(int count, int seed = 3)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).SelectMany(_ =>
        {
            double a = random.NextDouble(), b = random.NextDouble();
            return Enumerable.Range(0, 7).Select(i => (float)(0.5 + a * Math.Sin(i) + b * Math.Cos(i) + 0.05 * random.NextDouble()));
        })];
    }

    private static float[] FirstOutputs(Posterior posterior, float[] rows)
    {
        float[] weights = posterior.Layers[0].Weight.Mean.ToArray(), biases = posterior.Layers[0].Bias.Mean.ToArray();
        return [.. rows.Chunk(7).SelectMany(row => biases.Select((bias, output) => bias + row.Select((x, tap) => x * weights[output * 7 + tap]).Sum()))];
    }
}
