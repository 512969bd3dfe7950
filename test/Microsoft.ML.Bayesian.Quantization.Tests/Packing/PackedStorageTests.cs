using Microsoft.ML.Bayesian.Quantization.Tests.Schemes;

namespace Microsoft.ML.Bayesian.Quantization.Tests.Packing;

[TestClass]
public sealed class PackedStorageTests
{
    [TestMethod]
    public void Any_run_of_values_equals_the_same_run_of_all_values()
    {
        foreach (PackedStorage storage in Storages())
        {
            float[] all = storage.ToArray();
            for (int start = 0; start <= all.Length; start += 7)
            {
                var run = new float[(all.Length - start) / 2];
                storage.CopyTo(start, run);
                CollectionAssert.AreEqual(all.AsSpan(start, run.Length).ToArray(), run);
            }
        }
    }

    [TestMethod]
    public void Bits_of_means_and_deviations_add_up_to_one_byte_per_weight()
    {
        var random = new Random(1);
        float[] values = [.. Enumerable.Range(0, 78_400).Select(_ => (float)random.NextDouble() + 0.1f)];
        foreach ((int mean, int deviation) in new[] { (4, 4), (5, 3), (6, 2), (3, 5) })
        {
            long bytes = RowwiseQuantization.Means(values, RowwiseQuantization.MeanSteps(values, 100, mean, RangeRule.MinMax), mean).ByteCount
                + RowwiseQuantization.Deviations(values, 100, deviation, null).ByteCount;
            Assert.AreEqual(78_400 + 2 * (100 + 8) + 8, bytes, $"{mean} + {deviation} bits");
        }
    }

    [TestMethod]
    public void Means_are_wrong_by_at_most_half_a_step_within_the_range()
    {
        float[] means = SamplePosteriors.Random(SamplePosteriors.SmallMlp).Layers[0].Weight.Mean.ToArray();
        RowFactors steps = RowwiseQuantization.MeanSteps(means, 9, 4, RangeRule.MinMax);
        float[] rounded = RowwiseQuantization.Means(means, steps, 4).ToArray();
        for (int i = 0; i < means.Length; i++)
        {
            // The step itself was rounded to what a byte can say.
            Assert.IsLessThanOrEqualTo(steps[i / 7] * 0.5f + 7 * 0.004f * steps[i / 7], Math.Abs(means[i] - rounded[i]));
        }
    }

    [TestMethod]
    public void Row_factors_are_rounded_by_less_than_a_percent()
    {
        var random = new Random(5);
        float[] factors = [.. Enumerable.Range(0, 300).Select(_ => MathF.Exp(3 * random.NextSingle()))];
        RowFactors rounded = RowFactors.Round(factors);
        for (int row = 0; row < factors.Length; row++)
            Assert.AreEqual(1, rounded[row] / factors[row], 0.007);
    }

    [TestMethod]
    public void A_row_of_zeros_stays_zero()
    {
        float[] means = [0, 0, 0, 1, 2, 3];
        CollectionAssert.AreEqual(new float[] { 0, 0, 0 }, RowwiseQuantization.Means(means, RowwiseQuantization.MeanSteps(means, 2, 4, RangeRule.MinMax), 4).ToArray()[..3]);
    }

    [TestMethod]
    public void A_file_gives_back_every_value()
    {
        foreach (PackedStorage storage in Storages())
        {
            using var file = new MemoryStream();
            using var writer = new BinaryWriter(file);
            storage.WritePayload(writer);
            PackedStorage again = Read(storage, file.ToArray());
            CollectionAssert.AreEqual(storage.ToArray(), again.ToArray());
            Assert.AreEqual(storage.ByteCount, again.ByteCount);
        }
    }

    [TestMethod]
    public void A_damaged_payload_is_refused_or_read_but_never_crashes()
    {
        foreach (PackedStorage storage in Storages().Where(storage => storage.Length < 40))
        {
            using var file = new MemoryStream();
            using var writer = new BinaryWriter(file);
            storage.WritePayload(writer);
            byte[] whole = file.ToArray();
            for (int length = 0; length < whole.Length; length++)
                Assert.ThrowsExactly<InvalidDataException>(() => Read(storage, whole[..length]));
            for (int bit = 0; bit < 8 * whole.Length; bit++)
            {
                byte[] damaged = [.. whole];
                damaged[bit / 8] ^= (byte)(1 << (bit % 8));
                try
                {
                    // Values that are no longer finite are refused by the tensor that they come into.
                    Assert.HasCount(storage.Length, Read(storage, damaged).ToArray());
                }
                catch (InvalidDataException)
                {
                    // Refused: as good as harmless.
                }
            }
        }
    }

    private static PackedStorage Read(PackedStorage storage, byte[] payload)
    {
        var reader = new SectionReader("TEST", payload);
        PackedStorage again = storage.Kind == PackedStorage.MeanKind ? PackedStorage.ReadMeans(reader, storage.Length) : PackedStorage.ReadDeviations(reader, storage.Length);
        reader.RequireEnd();
        return again;
    }

    private static IEnumerable<PackedStorage> Storages()
    {
        var random = new Random(3);
        foreach (int bits in new[] { 2, 3, 4, 5, 6, 7, 8 })
        {
            foreach ((int rows, int columns) in new[] { (1, 1), (1, 17), (3, 11), (5, 300) })
            {
                float[] values = [.. Enumerable.Range(0, rows * columns).Select(_ => (float)random.NextDouble() + 0.01f)];
                yield return RowwiseQuantization.Means(values, RowwiseQuantization.MeanSteps(values, rows, bits, RangeRule.LeastSquaredError), bits);
                yield return RowwiseQuantization.Deviations(values, rows, bits, null);
            }
        }
    }
}
