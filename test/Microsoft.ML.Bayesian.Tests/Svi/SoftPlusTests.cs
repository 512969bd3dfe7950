using System.Text.Json;
using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian.Tests;

[TestClass]
public sealed class SoftPlusTests
{
    private static (double Raw, double Deviation)[] Golden()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Assets", "softplus.json")));
        double[] raw = [.. document.RootElement.GetProperty("x").EnumerateArray().Select(x => x.GetDouble())];
        return [.. raw.Zip(document.RootElement.GetProperty("softplus").EnumerateArray().Select(x => x.GetDouble()))];
    }

    [TestMethod]
    public void Value_and_inverse_agree_with_reference_values_over_two_hundred_units()
    {
        foreach ((double raw, double deviation) in Golden())
        {
            Assert.AreEqual(1, SoftPlus.Value(raw) / deviation, 1e-11, $"value at {raw}");
            Assert.AreEqual(raw, SoftPlus.Inverse(deviation), 1e-10 * Math.Max(1, Math.Abs(raw)), $"inverse at {deviation}");
        }
    }

    [TestMethod]
    public void The_inverse_undoes_the_value_everywhere()
    {
        for (double raw = -100; raw <= 100; raw += 0.37)
            Assert.AreEqual(raw, SoftPlus.Inverse(SoftPlus.Value(raw)), 1e-12 * Math.Max(1, Math.Abs(raw)));
    }

    [TestMethod]
    public void Tensors_agree_with_numbers_above_the_floor_and_stay_on_it_below()
    {
        using var scope = NewDisposeScope();
        double[] raw = [-100, -41, -40, -30, -4.5, 0, 3, 25, 100];
        double[] value = SoftPlus.Value(tensor(raw)).data<double>().ToArray();
        for (int i = 0; i < raw.Length; i++)
            Assert.AreEqual(1, value[i] / SoftPlus.Value(Math.Max(raw[i], SoftPlus.Floor)), 1e-9, $"at {raw[i]}");
    }

    [TestMethod]
    public void The_gradient_of_the_divergence_is_finite_in_single_precision_over_two_hundred_units()
    {
        using var scope = NewDisposeScope();
        Tensor raw = linspace(-100, 100, 2001, ScalarType.Float32);
        Tensor deviation = SoftPlus.Value(raw), gradient = zeros_like(raw);
        GaussianDivergence.AddDeviationGradient(gradient, deviation, priorDeviation: 1, factor: 1);
        gradient.mul_(SoftPlus.Derivative(raw));
        Assert.IsTrue(gradient.isfinite().all().item<bool>());
        Assert.IsTrue((gradient.narrow(0, 0, 900) < -0.5f).all().item<bool>(), "far below the prior the divergence must still pull the deviation up");
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(15)]
    [DataRow(16)]
    [DataRow(47)]
    [DataRow(4001)]
    public void In_single_precision_value_and_derivative_agree_with_double_precision_at_every_length(int length)
    {
        using var scope = NewDisposeScope();
        Tensor raw = linspace(-60, 100, length, ScalarType.Float32), exact = raw.to(ScalarType.Float64);
        Assert.IsTrue(SoftPlus.Value(raw).to(ScalarType.Float64).allclose(SoftPlus.Value(exact), rtol: 1e-6, atol: 0));
        Assert.IsTrue(SoftPlus.Derivative(raw).to(ScalarType.Float64).allclose(SoftPlus.Derivative(exact), rtol: 1e-6, atol: 0));
    }

    [TestMethod]
    public void What_is_not_a_number_stays_so()
    {
        using var scope = NewDisposeScope();
        Assert.IsTrue(SoftPlus.Value(full([20], float.NaN)).isnan().all().item<bool>());
        Assert.IsTrue(SoftPlus.Derivative(full([20], float.NaN)).isnan().all().item<bool>());
    }
}
