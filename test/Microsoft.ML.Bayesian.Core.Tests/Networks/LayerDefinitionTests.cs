namespace Microsoft.ML.Bayesian.Core.Tests.Networks;

[TestClass]
public sealed class LayerDefinitionTests
{
    [TestMethod]
    public void Sizes_out_of_range_are_refused_by_name()
    {
        Refuses("units", () => new Dense(0));
        Refuses("channels", () => new Convolution2D(0, 3, Activation.ReLU));
        Refuses("kernel width", () => new Convolution2D(1, (3, 0), Activation.ReLU));
        Refuses("stride height", () => new Convolution2D(1, 3, Activation.ReLU) { Stride = (0, 1) });
        Refuses("padding width", () => new Convolution2D(1, 3, Activation.ReLU) { Padding = (0, -1) });
        Refuses("window height", () => new MaxPooling2D(0));
        Refuses("stride width", () => new MaxPooling2D(2) { Stride = (1, 0) });
        Refuses("window width", () => new AveragePooling2D((1, -2)));
        Refuses("stride height", () => new AveragePooling2D(2) { Stride = (-1, 1) });
        Refuses("length", () => TensorShape.Flat(0));
        Refuses("width", () => TensorShape.Image(1, 1, 0));
        Refuses("channels", () => TensorShape.Image(2000, 2000, 2000));
        Refuses("bound", () => Activation.BoundedReLU(0));
        Refuses("bound", () => Activation.BoundedReLU(float.NaN));
        Refuses("value", () => new NetworkDefinition([]) { ClassCount = 1 });
    }

    [TestMethod]
    public void Layers_are_equal_when_they_do_the_same()
    {
        Assert.AreEqual(new Dense(3), new Dense(3, Activation.ReLU));
        Assert.AreNotEqual(new Dense(3, Activation.BoundedReLU(2)), new Dense(3, Activation.BoundedReLU(3)));
        Assert.AreNotEqual(new Convolution2D(2, 3, Activation.ReLU), new Convolution2D(2, 3, Activation.ReLU) { Padding = (1, 0) });
        Assert.AreNotEqual<LayerDefinition>(new MaxPooling2D(2), new AveragePooling2D(2));
    }

    [TestMethod]
    public void Texts_are_as_people_write_them()
    {
        Assert.AreEqual("1×28×28", TensorShape.Image(1, 28, 28).ToString());
        Assert.AreEqual("784", TensorShape.Flat(784).ToString());
        Assert.AreEqual("BoundedReLU(2.5)", Activation.BoundedReLU(2.5f).ToString());
        Assert.AreEqual("ReLU", Activation.ReLU.ToString());
    }

    private static void Refuses(string name, Func<object> create) => Assert.AreEqual(name, Assert.ThrowsExactly<ArgumentOutOfRangeException>(create).ParamName);
}
