using System.Text.Json;
using Microsoft.ML.Bayesian.Core.Tests.Serialization;

namespace BayesianML.CommandLine.Tests.Commands;

[TestClass]
public sealed class ImportAndInfoCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void An_imported_model_has_the_posterior_and_all_that_was_said_about_it()
    {
        string source = folder.Write("posterior.safetensors", SafetensorsFile.Small().ToBytes());

        ToolRun.Succeed("import", source, "--network", "mlp:3-4-2", "--mean", "-0.5", "--deviation", "0.25", "--divide", "10",
            "--prior-deviation", "2", "--class-names", "cat,dog", "--samples", "7", "--seed", "3", "--method", "sampling", "-o", folder.Model);

        var model = BayesianModel.Load(folder.Model);
        CollectionAssert.AreEqual(Posterior.FromSafetensors(source, Network.Mlp(4)).Layers[0].Weight.Mean.ToArray(), model.Posterior.Layers[0].Weight.Mean.ToArray());
        Assert.AreEqual(new InputNormalization(-0.5, 0.25, 10), model.InputNormalization);
        Assert.AreEqual(new InferenceOptions { Method = InferenceMethod.WeightSampling, SampleCount = 7, Seed = 3 }, model.Inference);
        Assert.AreEqual(new GaussianPrior(2), model.Posterior.Prior);
        CollectionAssert.AreEqual(new[] { "cat", "dog" }, model.ClassNames!.ToArray());
        CollectionAssert.AreEqual(new[] { "model.bnn", "posterior.safetensors" }, folder.Files());
    }

    [TestMethod]
    public void Without_a_normalization_features_are_inputs_as_they_are()
    {
        ToolRun.Succeed("import", folder.Write("posterior.safetensors", SafetensorsFile.Small().ToBytes()), "--network", "mlp:3-4-2", "-o", folder.Model);

        Assert.IsNull(BayesianModel.Load(folder.Model).InputNormalization);
    }

    [TestMethod]
    public void A_posterior_of_another_network_is_refused_and_leaves_no_file()
    {
        string source = folder.Write("posterior.safetensors", SafetensorsFile.Small().ToBytes());

        StringAssert.Contains(ToolRun.Fail(1, "import", source, "--network", "mlp:3-5-2", "-o", folder.Model), "zeta.weight.loc");
        StringAssert.Contains(ToolRun.Fail(1, "import", source, "--network", "mlp:3-4-2", "-o", folder["none/model.bnn"]), "does not exist");

        CollectionAssert.AreEqual(new[] { "posterior.safetensors" }, folder.Files());
    }

    [TestMethod]
    [DataRow("mlp")]
    [DataRow("mlp:")]
    [DataRow("mlp:3")]
    [DataRow("mlp:3-1")]
    [DataRow("mlp:3x4-2")]
    [DataRow("mlp:3--2")]
    [DataRow("lenet5:1x28")]
    [DataRow("lenet")]
    public void A_network_that_is_none_is_a_fault_of_usage(string network) =>
        StringAssert.Contains(ToolRun.Fail(2, "import", "x.safetensors", "--network", network, "-o", "x.bnn"), $"--network must be mlp:INPUTS-UNITS-…-CLASSES");

    [TestMethod]
    public void Info_describes_every_part_as_JSON()
    {
        ToolRun.Succeed("import", folder.Write("posterior.safetensors", SafetensorsFile.Small().ToBytes()), "--network", "mlp:3-4-2", "--mean", "1", "-o", folder.Model);

        JsonElement info = ToolRun.Json("info", folder.Model);

        Assert.AreEqual("Float32", info.GetProperty("scheme").GetString());
        Assert.AreEqual(26, info.GetProperty("network").GetProperty("parameters").GetInt32());
        JsonElement bytes = info.GetProperty("bytes");
        Assert.AreEqual((new FileInfo(folder.Model).Length, 208L, 104L, 104L, 0L), (Number(bytes, "file"), Number(bytes, "posterior"), Number(bytes, "means"), Number(bytes, "standardDeviations"), Number(bytes, "draws")));
        Assert.AreEqual(1, info.GetProperty("inputNormalization").GetProperty("mean").GetDouble());
        Assert.AreEqual("auto", info.GetProperty("inference").GetProperty("method").GetString());
        Assert.AreEqual(JsonValueKind.Null, info.GetProperty("classNames").ValueKind);
        Assert.AreEqual("dense, ReLU", info.GetProperty("layers")[0].GetProperty("kind").GetString());
        StringAssert.Contains(ToolRun.Succeed("info", folder.Model), "(x / 1 - 1) / 1");
    }

    [TestMethod]
    public void Info_of_a_damaged_model_names_the_section()
    {
        byte[] bytes = File.ReadAllBytes(folder.SaveModel());
        bytes[^20] ^= 1;

        StringAssert.Contains(ToolRun.Fail(1, "info", folder.Write("damaged.bnn", bytes)), "damaged.bnn' is no model: Section INFR of the model file is damaged");
    }

    private static long Number(JsonElement element, string name) => element.GetProperty(name).GetInt64();
}
