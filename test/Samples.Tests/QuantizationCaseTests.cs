using Microsoft.ML.Bayesian.Quantization;

namespace BayesianML.Samples.Tests;

[TestClass]
public sealed class QuantizationCaseTests
{
    [TestMethod]
    [DataRow("VPQ:4", 4, 4, 32)]
    [DataRow("SPQ:4", 32, 32, 4)]
    [DataRow("JQ:4", 4, 4, 4)]
    [DataRow("VPQ:5+3", 5, 3, 32)]
    [DataRow("JQ:5+3", 5, 3, 8)]
    [DataRow("VPQ:32+2", 32, 2, 32)]
    public void Bits_go_to_the_parts_that_the_scheme_quantizes(string text, int meanBits, int deviationBits, int sampleBits)
    {
        QuantizationCase way = QuantizationCase.Parse(text + ":after").Single();

        Assert.AreEqual((meanBits, deviationBits, sampleBits), (way.MeanBits, way.DeviationBits, way.SampleBits));
        Assert.AreEqual(text, $"{way.Scheme}:{way.Bits}");
        way.Options.Validate();
    }

    [TestMethod]
    public void All_are_three_schemes_at_six_numbers_of_bits_and_the_defaults_of_two()
    {
        IReadOnlyList<QuantizationCase> all = QuantizationCase.Parse("all");

        Assert.HasCount(2 * (3 * 6 + 2), all);
        Assert.HasCount(all.Count, all.Distinct());
        Assert.AreEqual(3 * 6 + 2, all.Count(way => way.Aware));
        foreach (string scheme in QuantizationCase.Schemes)
            Assert.IsEmpty(new[] { "8", "6", "5", "4", "3", "2" }.Except(all.Where(way => way.Scheme == scheme).Select(way => way.Bits)));
        Assert.AreSequenceEqual(["VPQ", "JQ"], all.Where(way => way.Bits == "5+3" && !way.Aware).Select(way => way.Scheme));
    }

    [TestMethod]
    public void A_pair_of_five_and_three_is_what_the_library_does_by_default()
    {
        QuantizationOptions options = QuantizationCase.Parse("JQ:5+3:after").Single().Options;

        Assert.AreEqual(new QuantizationOptions { MeanBits = 5, StandardDeviationBits = 3, SampleBits = 8 }, options);
    }

    [TestMethod]
    [DataRow("JQ:4", false, true)]
    [DataRow("JQ:4:after", false)]
    [DataRow("JQ:4:aware", true)]
    public void A_model_is_quantized_after_training_and_in_training_unless_one_is_asked_for(string text, params bool[] aware) =>
        Assert.AreSequenceEqual(aware, QuantizationCase.Parse(text).Select(way => way.Aware));

    [TestMethod]
    [DataRow("")]
    [DataRow("JQ:4:aware:after")]
    [DataRow("JQ")]
    [DataRow("JQ:")]
    [DataRow("JQ:1")]
    [DataRow("JQ:9")]
    [DataRow("JQ:32")]
    [DataRow("jq:4")]
    [DataRow("JQ:4:4")]
    [DataRow("JQ:4+4+4")]
    [DataRow("JQ:-4")]
    [DataRow("SPQ:5+3")]
    [DataRow("JQ:4,")]
    [DataRow("JQ:4,all")]
    public void Anything_else_is_refused_with_what_is_possible(string text) =>
        Assert.Contains("JQ:4,VPQ:5+3", Assert.Throws<FormatException>(() => QuantizationCase.Parse(text)).Message);
}
