using System.Text.Json;
using CsCheck;

namespace Microsoft.ML.Bayesian.Core.Tests.Posteriors;

[TestClass]
public sealed class GaussianPriorTests
{
    [TestMethod]
    public void Divergence_agrees_with_the_reference()
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Assets", "kl_gaussian.json")));
        foreach (JsonElement example in golden.RootElement.GetProperty("cases").EnumerateArray())
        {
            // A prior around another mean is the one around 0, shifted.
            float priorMean = example.GetProperty("prior_mean").GetSingle();
            float[] means = [.. Values(example.GetProperty("mean")).Select(mean => mean - priorMean)];
            double actual = new GaussianPrior(example.GetProperty("prior_standard_deviation").GetSingle()).KullbackLeiblerDivergence(means, Values(example.GetProperty("standard_deviation")));
            double expected = example.GetProperty("kl_nats").GetDouble();
            Assert.AreEqual(expected, actual, 1e-6 * expected);
        }
    }

    [TestMethod]
    public void Divergence_is_zero_from_the_prior_to_itself_and_positive_otherwise()
    {
        Assert.AreEqual(0, new GaussianPrior(0.3f).KullbackLeiblerDivergence([0, 0], [0.3f, 0.3f]));
        Gen.Select(Gen.Float[-3, 3], Gen.Float[0.01f, 3], Gen.Float[0.01f, 3]).Sample((mean, deviation, prior) => new GaussianPrior(prior).KullbackLeiblerDivergence([mean], [deviation]) >= -1e-9, threads: 1);
    }

    [TestMethod]
    public void Divergence_of_twice_the_parameters_is_twice_the_divergence()
    {
        float[] means = [0.1f, -2, 0.7f], deviations = [0.2f, 1.5f, 0.01f];
        double once = new GaussianPrior().KullbackLeiblerDivergence(means, deviations), twice = new GaussianPrior().KullbackLeiblerDivergence([.. means, .. means], [.. deviations, .. deviations]);
        Assert.AreEqual(2 * once, twice, 1e-12);
        Assert.AreEqual(0, new GaussianPrior().KullbackLeiblerDivergence([], []));
    }

    [TestMethod]
    public void Divergence_depends_on_the_ratio_to_the_prior_alone()
    {
        double one = new GaussianPrior(1).KullbackLeiblerDivergence([0.5f, -1], [0.25f, 2]);
        Assert.AreEqual(one, new GaussianPrior(4).KullbackLeiblerDivergence([2, -4], [1, 8]), 1e-12);
    }

    [TestMethod]
    [DataRow(0f)]
    [DataRow(-1f)]
    [DataRow(float.NaN)]
    [DataRow(float.PositiveInfinity)]
    public void Standard_deviations_that_are_not_finite_and_positive_are_refused(float deviation) =>
        Assert.AreEqual("standardDeviation", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new GaussianPrior(deviation)).ParamName);

    [TestMethod]
    public void Means_and_standard_deviations_come_in_pairs() =>
        Assert.AreEqual("standardDeviations", Assert.ThrowsExactly<ArgumentException>(() => new GaussianPrior().KullbackLeiblerDivergence([1, 2], [1])).ParamName);

    private static float[] Values(JsonElement matrix) => [.. matrix.EnumerateArray().SelectMany(row => row.ValueKind == JsonValueKind.Array ? row.EnumerateArray().AsEnumerable() : [row]).Select(value => value.GetSingle())];
}
