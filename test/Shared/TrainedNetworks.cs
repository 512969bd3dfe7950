namespace Microsoft.ML.Bayesian.Tests;

/// <summary>Two posteriors that another group trained on MNIST, with inputs as they were trained on. They are part of the data that a test may lack.</summary>
internal static class TrainedNetworks
{
    /// <summary>784-100-100-10.</summary>
    public const string Mlp = "mlp-784-100-100-10";

    /// <summary>LeNet-5.</summary>
    public const string LeNet5 = "lenet5-dirty-mnist";

    public static Posterior Load(string name) =>
        Posterior.FromSafetensors(TestData.Require($"posteriors/{name}.safetensors"), name == Mlp ? Network.Mlp(100, 100) : Network.LeNet5());

    /// <summary>The first images of a set as inputs, one behind the other.</summary>
    /// <param name="set">The set's folder.</param>
    /// <param name="count">How many.</param>
    /// <param name="part"><c>t10k</c> or <c>train</c>.</param>
    public static float[] Inputs(string set, int count, string part = "t10k") =>
        [.. IdxFile.ReadImages(TestData.Require($"{set}/{part}-images-idx3-ubyte.gz"), count).Select(pixel => (float)((pixel / 255.0 - 0.1307) / 0.3081))];
}
