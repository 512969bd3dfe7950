namespace Microsoft.ML.Bayesian.Core.Tests.Networks;

[TestClass]
public sealed class NetworkArchitectureTests
{
    [TestMethod]
    public void LeNet5_has_the_shapes_and_parameters_of_its_description()
    {
        NetworkArchitecture lenet = Network.LeNet5().Resolve(784, 10);
        CollectionAssert.AreEqual(new[] { "6×28×28", "6×14×14", "16×10×10", "16×5×5", "400", "120", "84", "10" }, lenet.Layers.Select(layer => layer.Output.ToString()).ToArray());
        CollectionAssert.AreEqual(
            new[] { "convolution2D1", "maxPooling2D2", "convolution2D3", "maxPooling2D4", "flatten5", "dense6", "dense7", "dense8" },
            lenet.Layers.Select(layer => layer.Name).ToArray());
        CollectionAssert.AreEqual(
            new[] { "6×1×5×5", "16×6×5×5", "120×400", "84×120", "10×84" },
            lenet.ParameterizedLayers.Select(layer => string.Join('×', layer.WeightShape)).ToArray());
        Assert.AreEqual((784, 10, 61_706), (lenet.InputCount, lenet.ClassCount, lenet.ParameterCount));
    }

    [TestMethod]
    public void Perceptrons_have_a_weight_per_pair_of_units_and_a_bias_per_unit()
    {
        NetworkArchitecture mlp = Network.Mlp(100, 100).Resolve(784, 10);
        Assert.AreEqual(89_610, mlp.ParameterCount);
        Assert.AreEqual(Activation.Identity, mlp.Layers[^1].Activation);
        Assert.AreEqual(3 * 5 + 5, Network.Mlp().Resolve(3, 5).ParameterCount);
    }

    [TestMethod]
    [DataRow(28, 5, 1, 2, 28)]
    [DataRow(28, 5, 1, 0, 24)]
    [DataRow(28, 3, 2, 1, 14)]
    [DataRow(7, 3, 3, 0, 2)]
    [DataRow(5, 5, 9, 0, 1)]
    [DataRow(1, 3, 1, 1, 1)]
    public void Windows_slide_while_they_lie_within_the_padded_image(int size, int kernel, int stride, int padding, int expected)
    {
        TensorShape tall = new Convolution2D(4, (kernel, 1), Activation.ReLU) { Stride = (stride, 1), Padding = (padding, 0) }.OutputShape(TensorShape.Image(2, size, 3));
        TensorShape wide = new Convolution2D(4, (1, kernel), Activation.ReLU) { Stride = (1, stride), Padding = (0, padding) }.OutputShape(TensorShape.Image(2, 3, size));
        Assert.AreEqual(TensorShape.Image(4, expected, 3), tall);
        Assert.AreEqual(TensorShape.Image(4, 3, expected), wide);
    }

    [TestMethod]
    public void Pooling_steps_by_its_window_unless_told_otherwise()
    {
        TensorShape image = TensorShape.Image(3, 7, 9);
        Assert.AreEqual(TensorShape.Image(3, 3, 4), new MaxPooling2D(2).OutputShape(image));
        Assert.AreEqual(TensorShape.Image(3, 6, 7), new AveragePooling2D((2, 3)) { Stride = (1, 1) }.OutputShape(image));
    }

    [TestMethod]
    public void A_layer_that_does_not_fit_is_named_with_what_it_got_and_what_it_needs()
    {
        Refuses(Network.Sequential(TensorShape.Image(1, 4, 4), new Convolution2D(2, 3, Activation.ReLU), new Dense(5)), 16,
            "Layer 2 of 3", "Dense", "flat vector", "2×2×2", "Flatten");
        Refuses(Network.Sequential(new Dense(5), new MaxPooling2D(2)), 16, "Layer 2 of 3", "MaxPooling2D", "needs an image", "flat vector of 5");
        Refuses(Network.Sequential(TensorShape.Image(1, 4, 4), new Convolution2D(2, (7, 5), Activation.ReLU) { Padding = (1, 0) }, new Flatten()), 16,
            "Layer 1 of 3", "7×5", "padding 1×0", "1×4×4");
    }

    [TestMethod]
    public void Data_and_definition_must_agree()
    {
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => Network.LeNet5().Resolve(783, 10)).Message, "InputShape 1×28×28 has 784 values, but the data has 783");
        NetworkDefinition ten = new([]) { ClassCount = 10 };
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => ten.Resolve(4, 3)).Message, "ClassCount is 10, but the label column has 3");
        Assert.AreEqual(10, ten.Resolve(4, 10).ClassCount);
        Assert.AreEqual("inputCount", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Network.Mlp().Resolve(0, 2)).ParamName);
        Assert.AreEqual("classCount", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Network.Mlp().Resolve(4, 1)).ParamName);
    }

    [TestMethod]
    public void The_last_layer_must_give_at_least_two_logits()
    {
        Assert.ThrowsExactly<ArgumentException>(() => new NetworkArchitecture(TensorShape.Flat(3), []));
        Assert.ThrowsExactly<ArgumentException>(() => new NetworkArchitecture(TensorShape.Flat(3), [new Dense(2, Activation.ReLU)]));
        Assert.ThrowsExactly<ArgumentException>(() => new NetworkArchitecture(TensorShape.Flat(3), [new Dense(1, Activation.Identity)]));
    }

    [TestMethod]
    public void Missing_layers_and_shapes_are_refused()
    {
        Assert.ThrowsExactly<ArgumentNullException>(() => new NetworkArchitecture(TensorShape.Flat(3), null!));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new NetworkArchitecture(TensorShape.Flat(3), [null!, new Dense(2, Activation.Identity)])).Message, "Layer 1 is null");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new NetworkDefinition([new Dense(3), null!])).Message, "Layer 2 is null");
        Assert.AreEqual("input", Assert.ThrowsExactly<ArgumentException>(() => new NetworkArchitecture(default, [new Dense(2, Activation.Identity)])).ParamName);
    }

    [TestMethod]
    public void Networks_beyond_what_an_array_can_hold_are_refused_by_layer()
    {
        Refuses(Network.Mlp(70_000), 70_000, "Layer 1 of 2", "4,900,000,000");
        Refuses(Network.Sequential(TensorShape.Image(1, 20_000, 20_000), new Convolution2D(64, 1, Activation.ReLU), new Flatten()), 400_000_000, "Layer 1 of 3");
    }

    private static void Refuses(NetworkDefinition network, int inputs, params string[] words)
    {
        string message = Assert.ThrowsExactly<ArgumentException>(() => network.Resolve(inputs, 10)).Message;
        foreach (string word in words)
            StringAssert.Contains(message, word);
    }
}
