namespace Microsoft.ML.Bayesian.Core.Tests.Inference;

[TestClass]
[TestCategory(IntrinsicsOffTests.Category)]
public sealed unsafe class CovarianceKernelTests
{
    private const int Lanes = MultiplyAccumulate.RowLanes;

    [TestMethod]
    [DataRow(1, 1)]
    [DataRow(2, 5)]
    [DataRow(3, 17)]
    [DataRow(4, 16)]
    [DataRow(5, 33)]
    [DataRow(10, 100)]
    public void Products_of_linear_forms_are_the_plain_sums_and_the_same_bits_for_a_single_row(int classes, int units)
    {
        var random = new Random(classes);
        int stride = WeightLayout.RoundUp(units, 16), entries = CovarianceKernel.Entries(classes);
        AlignedBuffer forms = Filled(random, classes * stride * Lanes, negative: true), variance = Filled(random, units * Lanes, negative: false), matrix = Filled(random, entries * Lanes, negative: true);
        float[] before = matrix.Span.ToArray();
        CovarianceKernel.AddProducts(forms.Pointer, stride, units, variance.Pointer, new AlignedBuffer(stride * Lanes).Pointer, matrix.Pointer, classes, Lanes);
        for (int lane = 0; lane < Lanes; lane += 5)
        {
            AlignedBuffer form = Lane(forms, lane), single = Lane(variance, lane, 16), result = new(entries);
            for (int entry = 0; entry < entries; entry++)
                result.Span[entry] = before[entry * Lanes + lane];
            CovarianceKernel.AddProducts(form.Pointer, stride, units, single.Pointer, new AlignedBuffer(stride).Pointer, result.Pointer, classes, 1);
            for (int i = 0, entry = 0; i < classes; i++)
            {
                for (int j = 0; j <= i; j++, entry++)
                {
                    double plain = before[entry * Lanes + lane], size = 1;
                    for (int unit = 0; unit < units; unit++)
                    {
                        double product = (double)form.Span[i * stride + unit] * single.Span[unit] * form.Span[j * stride + unit];
                        plain += product;
                        size += Math.Abs(product);
                    }

                    Assert.AreEqual(plain, result.Span[entry], 1e-6 * size, $"entry {i}, {j}");
                    Assert.AreEqual(matrix.Span[entry * Lanes + lane], result.Span[entry], $"entry {i}, {j}");
                }
            }
        }
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(7)]
    [DataRow(20)]
    public void A_factor_times_its_transpose_is_the_matrix(int classes)
    {
        var random = new Random(classes);
        int entries = CovarianceKernel.Entries(classes);
        // Lane by lane of full rank, of lower rank, and nothing at all.
        AlignedBuffer matrix = new(entries * Lanes);
        for (int lane = 0; lane < Lanes; lane++)
        {
            int rank = lane % 3 == 0 ? classes + 2 : lane % 3 == 1 ? (classes + 1) / 2 : 0;
            double[][] vectors = [.. Enumerable.Range(0, rank).Select(_ => Enumerable.Range(0, classes).Select(_ => 2 * random.NextDouble() - 1).ToArray())];
            for (int i = 0, entry = 0; i < classes; i++)
            {
                for (int j = 0; j <= i; j++, entry++)
                    matrix.Span[entry * Lanes + lane] = (float)vectors.Sum(vector => vector[i] * vector[j]);
            }
        }

        float[] before = matrix.Span.ToArray();
        CovarianceKernel.Factorize(matrix.Pointer, classes, Lanes);
        for (int lane = 0; lane < Lanes; lane++)
        {
            double Factor(int i, int j) => matrix.Span[(CovarianceKernel.Entries(i) + j) * Lanes + lane];
            for (int i = 0, entry = 0; i < classes; i++)
            {
                for (int j = 0; j <= i; j++, entry++)
                    Assert.AreEqual(before[entry * Lanes + lane], Enumerable.Range(0, j + 1).Sum(k => Factor(i, k) * Factor(j, k)), 0.02, $"entry {i}, {j} of lane {lane}");
            }
        }
    }

    [TestMethod]
    public void The_remainder_is_what_the_linear_part_leaves_and_never_negative()
    {
        AlignedBuffer variance = new(16), gain = new(16), carried = new(16), remainder = new(16);
        (variance.Span[0], gain.Span[0], carried.Span[0]) = (2, 0.5f, 4);
        (variance.Span[1], gain.Span[1], carried.Span[1]) = (1, 1, 1.5f);
        (variance.Span[2], gain.Span[2], carried.Span[2]) = (float.NaN, 1, 1);
        CovarianceKernel.Remainder(variance.Pointer, gain.Pointer, carried.Pointer, remainder.Pointer, 3);
        Assert.AreEqual((1f, 0f, float.NaN), (remainder.Span[0], remainder.Span[1], remainder.Span[2]));
    }

    private static AlignedBuffer Lane(AlignedBuffer tile, int lane, int slack = 0)
    {
        var single = new AlignedBuffer(tile.Length / Lanes + slack);
        for (int i = 0; i < tile.Length / Lanes; i++)
            single.Span[i] = tile.Span[i * Lanes + lane];
        return single;
    }

    private static AlignedBuffer Filled(Random random, int length, bool negative)
    {
        var buffer = new AlignedBuffer(length);
        foreach (ref float value in buffer.Span)
            value = negative ? 2 * random.NextSingle() - 1 : random.NextSingle();
        return buffer;
    }
}
