using Microsoft.ML.Bayesian.Quantization.Tests.Schemes;

namespace Microsoft.ML.Bayesian.Quantization.Tests.Inference;

[TestClass]
public sealed class IntegerSamplingTests
{
    private const int Samples = 3;
    private const ulong Seed = 11;

    public static IEnumerable<object[]> Cases =>
        from network in new[] { nameof(SamplePosteriors.SmallMlp), nameof(SamplePosteriors.SmallConvolution), nameof(SamplePosteriors.PoolingFirst) }
        from options in new QuantizationOptions[]
        {
            new(),
            QuantizationOptions.Uniform(QuantizationScheme.Joint, 4) with { DrawRule = DrawRule.SheppardCorrected },
            new() { Scheme = QuantizationScheme.Sampled, SampleBits = 6, DrawRule = DrawRule.Nearest, Granularity = Granularity.PerTensor },
            new() { Scheme = QuantizationScheme.Sampled, InputBits = 4, ActivationBits = 5 },
        }
        select new object[] { network, options };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    [TestCategory(QuantizedVectorWidthTests.Category)]
    public void Every_prediction_equals_that_of_the_plain_twin_bit_by_bit(string network, QuantizationOptions options)
    {
        Posterior posterior = Quantized(network, options);
        float[] rows = SignedRows(posterior.Network, 37);
        (float[] probabilities, PredictiveUncertainty[] uncertainties) = Predict(posterior, rows);

        int classes = posterior.Network.ClassCount;
        var twin = new PlainIntegerNetwork(posterior, Seed);
        float[][] all = [.. rows.Chunk(posterior.Network.InputCount)];
        for (int row = 0; row < all.Length; row += 6)
        {
            (double[] sums, double entropy) = SumsOf(Enumerable.Range(0, Samples).Select(sample => twin.Logits(all[row], sample)));
            CollectionAssert.AreEqual(sums.Select(sum => (float)(sum / Samples)).ToArray(), probabilities.AsSpan(row * classes, classes).ToArray(), $"row {row}");
            Assert.AreEqual(Entropy.Decompose(sums, 1, entropy, Samples), uncertainties[row]);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    [TestCategory(QuantizedVectorWidthTests.Category)]
    public void A_row_has_the_same_answer_in_every_batch(string network, QuantizationOptions options)
    {
        Posterior posterior = Quantized(network, options);
        int width = posterior.Network.InputCount, classes = posterior.Network.ClassCount;
        float[] rows = SignedRows(posterior.Network, 67);
        (float[] together, _) = Predict(posterior, rows);
        foreach ((int start, int count) in new[] { (0, 1), (66, 1), (3, 2), (0, 5), (10, 31), (1, 33), (2, 64) })
        {
            (float[] part, _) = Predict(posterior, rows[(start * width)..((start + count) * width)]);
            CollectionAssert.AreEqual(together.AsSpan(start * classes, count * classes).ToArray(), part, $"{count} rows from {start} on");
        }
    }

    [TestMethod]
    public void Kept_samples_and_samples_drawn_again_give_the_same_answer()
    {
        Posterior posterior = Quantized(nameof(SamplePosteriors.SmallMlp), new());
        float[] rows = SamplePosteriors.Rows(posterior.Network, 40);
        CollectionAssert.AreEqual(Predict(posterior, rows).Probabilities, Predict(posterior, rows, cacheBytes: 0).Probabilities);
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void A_saved_model_gives_the_same_answer(string network, QuantizationOptions options)
    {
        var model = new BayesianModel(Quantized(network, options), new InferenceOptions { SampleCount = Samples, Seed = Seed });
        using var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;
        BayesianModel again = BayesianModel.Load(file);
        float[] rows = SamplePosteriors.Rows(model.Posterior.Network, 9);

        Assert.AreEqual(model.Posterior.ByteCount, again.Posterior.ByteCount);
        foreach ((BayesianPrediction before, BayesianPrediction after) in model.Predict(rows).Zip(again.Predict(rows)))
            CollectionAssert.AreEqual(before.Probabilities, after.Probabilities);
    }

    [TestMethod]
    public void A_damaged_section_of_draws_is_refused_or_read_but_never_crashes()
    {
        Posterior posterior = Quantized(nameof(SamplePosteriors.SmallMlp), new() { Scheme = QuantizationScheme.Sampled });
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        SamplingRuleKinds.Write(writer, posterior.Sampling!);
        byte[] whole = file.ToArray();
        for (int bit = 0; bit < 8 * whole.Length; bit++)
        {
            byte[] damaged = [.. whole];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                SamplingRuleKinds.Read(new SectionReader("DRAW", damaged), posterior);
            }
            catch (Exception refused) when (refused is InvalidDataException or ArgumentException)
            {
                // The reader of sections turns an ArgumentException into an InvalidDataException that names the section.
            }
        }

        for (int length = 0; length < whole.Length; length++)
            Assert.ThrowsExactly<InvalidDataException>(() => SamplingRuleKinds.Read(new SectionReader("DRAW", whole.AsMemory(0, length)), posterior));
    }

    [TestMethod]
    public void At_8_bits_the_answer_is_close_to_that_of_single_precision()
    {
        Posterior exact = SamplePosteriors.Random(SamplePosteriors.Mlp);
        float[] rows = SamplePosteriors.Rows(exact.Network, 50);
        Posterior posterior = PosteriorQuantizer.Quantize(exact, rows, new() { MeanBits = 8, StandardDeviationBits = 8, DrawRule = DrawRule.SheppardCorrected });
        (float[] quantized, _) = Predict(posterior, rows, samples: 20);
        (float[] single, _) = Predict(exact, rows, samples: 20);
        Assert.IsLessThan(0.02, quantized.Zip(single, (x, y) => Math.Abs(x - y)).Average());
    }

    [TestMethod]
    public void NaN_in_a_row_gives_NaN_for_that_row_alone()
    {
        Posterior posterior = Quantized(nameof(SamplePosteriors.SmallMlp), new());
        float[] rows = SamplePosteriors.Rows(posterior.Network, 8);
        (float[] clean, _) = Predict(posterior, rows);
        rows[7 * 2 + 3] = float.NaN;

        (float[] probabilities, PredictiveUncertainty[] uncertainties) = Predict(posterior, rows);

        Assert.IsTrue(float.IsNaN(probabilities[6]) && float.IsNaN(uncertainties[2].Total));
        CollectionAssert.AreEqual(clean[9..], probabilities[9..]);
    }

    [TestMethod]
    public void Cancellation_ends_a_prediction()
    {
        Posterior posterior = Quantized(nameof(SamplePosteriors.SmallMlp), new());
        PredictiveEngine engine = PredictiveEngine.Create(posterior, new());
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsExactly<OperationCanceledException>(() =>
            engine.Predict(SamplePosteriors.Rows(posterior.Network, 2), new float[6], new PredictiveUncertainty[2], source.Token));
    }

    /// <summary>Sums over samples of one row, which the softmax finds in the first lane.</summary>
    private static unsafe (double[] Probabilities, double Entropy) SumsOf(IEnumerable<float[]> samples)
    {
        const int Lanes = QuadProduct.RowLanes;
        double[] sums = [], entropies = new double[Lanes];
        foreach (float[] logits in samples)
        {
            var tile = new float[logits.Length * Lanes];
            for (int i = 0; i < logits.Length; i++)
                tile[i * Lanes] = logits[i];
            if (sums.Length == 0)
                sums = new double[tile.Length];
            fixed (float* source = tile)
            {
                fixed (double* probabilitySums = sums, entropySums = entropies)
                    SoftmaxKernel.Add(source, logits.Length, probabilitySums, entropySums);
            }
        }

        return ([.. sums.Where((_, i) => i % Lanes == 0)], entropies[0]);
    }

    private static Posterior Quantized(string network, QuantizationOptions options)
    {
        NetworkArchitecture architecture = network switch
        {
            nameof(SamplePosteriors.SmallMlp) => SamplePosteriors.SmallMlp,
            nameof(SamplePosteriors.SmallConvolution) => SamplePosteriors.SmallConvolution,
            _ => SamplePosteriors.PoolingFirst,
        };
        return PosteriorQuantizer.Quantize(SamplePosteriors.Random(architecture), SignedRows(architecture, 60), options);
    }

    private static float[] SignedRows(NetworkArchitecture network, int count) => [.. SamplePosteriors.Rows(network, count).Select(value => 2 * value - 0.4f)];

    private static (float[] Probabilities, PredictiveUncertainty[] Uncertainties) Predict(Posterior posterior, float[] rows, long cacheBytes = 1 << 20, int samples = Samples)
    {
        int count = rows.Length / posterior.Network.InputCount;
        var probabilities = new float[count * posterior.Network.ClassCount];
        var uncertainties = new PredictiveUncertainty[count];
        PredictiveEngine.Create(posterior, new InferenceOptions { SampleCount = samples, Seed = Seed, SampleCacheBytes = cacheBytes }).Predict(rows, probabilities, uncertainties);
        return (probabilities, uncertainties);
    }
}
