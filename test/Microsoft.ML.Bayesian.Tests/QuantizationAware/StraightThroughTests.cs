using Microsoft.ML.Bayesian.Quantization;
using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian.Tests;

/// <summary>Each torch function must agree with the quantizer that it is the twin of, whatever its bits.</summary>
[TestClass]
public sealed class StraightThroughTests
{
    public static IEnumerable<object[]> Bits => Enumerable.Range(2, 7).Select(bits => new object[] { bits });

    [TestMethod]
    [DynamicData(nameof(Bits))]
    public void Uniform_levels_are_those_of_the_quantizer(int bits)
    {
        using var scope = NewDisposeScope();
        float[] values = Sweep();
        // A power of two, so that halves are exact and show the rounding rule.
        var quantizer = new UniformQuantizer(0.125f, bits);
        Compare(quantizer, values, StraightThrough.Uniform(tensor(values), tensor(0.125f), quantizer.Reach));
    }

    [TestMethod]
    [DynamicData(nameof(Bits))]
    public void Logarithmic_levels_are_those_of_the_quantizer(int bits)
    {
        using var scope = NewDisposeScope();
        float[] values = [.. Sweep().Where(value => value > 0)];
        var quantizer = new LogarithmicQuantizer(0.01f, bits > 5 ? 1.05f : 1.7f, bits);
        Compare(quantizer, values, StraightThrough.Logarithmic(tensor(values), quantizer));
    }

    [TestMethod]
    public void A_single_logarithmic_level_takes_all()
    {
        using var scope = NewDisposeScope();
        Compare(new LogarithmicQuantizer(0.5f, 1, 3), [0.1f, 2], StraightThrough.Logarithmic(tensor(new[] { 0.1f, 2 }), new(0.5f, 1, 3)));
    }

    [TestMethod]
    [DynamicData(nameof(Bits))]
    public void Activation_levels_are_those_of_the_quantizer(int bits)
    {
        using var scope = NewDisposeScope();
        float[] values = Sweep();
        foreach (int zero in new[] { 0, (1 << bits) / 3 })
        {
            var quantizer = new ActivationQuantizer(0.125f, zero, bits);
            Compare(quantizer, values, StraightThrough.Activation(tensor(values), quantizer));
        }
    }

    [TestMethod]
    public void The_gradient_of_an_activation_passes_within_the_range_and_stops_where_it_is_clipped()
    {
        using var scope = NewDisposeScope();
        Tensor values = tensor(new[] { -1f, 0.3f, 1.2f, 9f }).requires_grad_();
        StraightThrough.Activation(values, new ActivationQuantizer(0.5f, 0, 3)).sum().backward();
        Assert.AreSequenceEqual([0f, 1, 1, 0], values.grad!.data<float>().ToArray());
    }

    private static float[] Sweep() => [.. Enumerable.Range(-400, 801).Select(i => i / 32f)];

    private static void Compare(Quantizer quantizer, float[] values, Tensor twin)
    {
        float[] expected = [.. values.Select(quantizer.Quantize)], actual = twin.detach().data<float>().ToArray();
        for (int i = 0; i < values.Length; i++)
            Assert.AreEqual(expected[i], actual[i], 1e-5f * Math.Abs(expected[i]), $"{values[i]} at {quantizer.Bits} bits");
    }
}
