namespace Microsoft.ML.Bayesian.Quantization.Tests.Schemes;

[TestClass]
public sealed class QuantizationOptionsTests
{
    [TestMethod]
    public void The_default_takes_eight_bits_per_weight()
    {
        foreach (LayerBits bits in new QuantizationOptions().Resolve(SamplePosteriors.SmallMlp))
            Assert.AreEqual(new LayerBits(Mean: 5, StandardDeviation: 3, Sample: 8, Activation: 8), bits);
    }

    [TestMethod]
    public void Each_scheme_leaves_alone_what_it_does_not_quantize()
    {
        Assert.AreEqual(new LayerBits(4, 4, 32, 32), QuantizationOptions.Uniform(QuantizationScheme.Variational, 4).Resolve(SamplePosteriors.SmallMlp)[0]);
        Assert.AreEqual(new LayerBits(32, 32, 4, 8), QuantizationOptions.Uniform(QuantizationScheme.Sampled, 4).Resolve(SamplePosteriors.SmallMlp)[0]);
        Assert.AreEqual(new LayerBits(4, 4, 4, 8), QuantizationOptions.Uniform(QuantizationScheme.Joint, 4).Resolve(SamplePosteriors.SmallMlp)[0]);
    }

    [TestMethod]
    public void A_layer_can_differ_from_the_others()
    {
        var options = new QuantizationOptions { MeanBits = 6, InputBits = 4, Layers = [new() { MeanBits = 3 }, new(), new() { StandardDeviationBits = 32, ActivationBits = 5 }] };

        LayerBits[] bits = options.Resolve(SamplePosteriors.SmallMlp);

        Assert.AreEqual(new LayerBits(3, 3, 8, 4), bits[0]);
        Assert.AreEqual(new LayerBits(6, 3, 8, 8), bits[1]);
        Assert.AreEqual(new LayerBits(6, 32, 8, 5), bits[2]);
    }

    [TestMethod]
    public void Every_bad_option_is_named()
    {
        Check(new() { MeanBits = 9 }, "MeanBits must be 2 to 8, or 32 to leave the part alone, but it is 9");
        Check(new() { StandardDeviationBits = 1 }, "StandardDeviationBits must be 2 to 8");
        Check(new() { SampleBits = 0 }, "SampleBits must be 2 to 8");
        Check(new() { ActivationBits = 16 }, "ActivationBits must be 2 to 8");
        Check(new() { InputBits = -1 }, "InputBits must be 2 to 8");
        Check(new() { Layers = [new(), new() { MeanBits = 64 }, new()] }, "Layers[1].MeanBits must be 2 to 8");
        Check(new() { Layers = [new()] }, "Layers must have one entry for each of the network's 3 layers with parameters, or none, but it has 1");
        Check(new() { Layers = null! }, "Layers must not be null");
        Check(new() { Layers = [new(), null!, new()] }, "Layers[1] must not be null");
        Check(new() { Scheme = (QuantizationScheme)7 }, "Scheme must be one of Variational, Sampled, Joint, but it is 7");
        Check(new() { DrawRule = (DrawRule)9 }, "DrawRule must be one of");
        Check(new() { RangeRule = (RangeRule)9 }, "RangeRule must be one of");
        Check(new() { Granularity = (Granularity)9 }, "Granularity must be one of");
        Check(new() { MeanRounding = (MeanRounding)9 }, "MeanRounding must be one of");
    }

    [TestMethod]
    public void What_only_training_can_heed_is_refused_after_training()
    {
        foreach ((string name, QuantizationOptions options) in new[]
        {
            ("QuantizationAwareEpochs is 3", new QuantizationOptions { QuantizationAwareEpochs = 3 }),
            ("QuantizationAwareLearningRate is 0.25", new QuantizationOptions { QuantizationAwareLearningRate = 0.25 }),
            ("RowsPerDraw is 8", new QuantizationOptions { RowsPerDraw = 8 }),
        })
        {
            options.Validate();
            Posterior posterior = SamplePosteriors.Random(SamplePosteriors.SmallMlp);
            string message = Assert.ThrowsExactly<ArgumentException>(() => PosteriorQuantizer.Quantize(posterior, SamplePosteriors.Rows(SamplePosteriors.SmallMlp, 5), options)).Message;
            Assert.Contains(name, message);
        }
    }

    [TestMethod]
    public void Combinations_that_make_no_sense_are_refused()
    {
        Check(new() { Scheme = QuantizationScheme.Sampled, MeanBits = 4 }, "MeanBits is 4, but the scheme Sampled leaves means");
        Check(new() { Scheme = QuantizationScheme.Sampled, StandardDeviationBits = 4 }, "StandardDeviationBits is 4, but the scheme Sampled");
        Check(new() { Scheme = QuantizationScheme.Variational, SampleBits = 4 }, "SampleBits is 4, but the scheme Variational");
        Check(new() { Scheme = QuantizationScheme.Variational, DrawRule = DrawRule.Nearest }, "DrawRule is Nearest, but the scheme Variational");
        Check(new() { Scheme = QuantizationScheme.Variational, ActivationBits = 8 }, "ActivationBits is 8, but the scheme Variational");
        Check(new() { Scheme = QuantizationScheme.Joint, SampleBits = 32 }, "SampleBits is 32, but the scheme Joint scores on integers");
        Check(new() { Scheme = QuantizationScheme.Sampled, Layers = [new() { MeanBits = 3 }, new(), new()] }, "Layers[0].MeanBits is 3, but the scheme Sampled");
    }

    private static void Check(QuantizationOptions options, string message) =>
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => options.Resolve(SamplePosteriors.SmallMlp)).Message, message);
}
