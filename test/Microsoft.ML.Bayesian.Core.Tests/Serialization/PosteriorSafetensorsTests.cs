using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Microsoft.ML.Bayesian.Tests;

namespace Microsoft.ML.Bayesian.Core.Tests.Serialization;

[TestClass]
public sealed class PosteriorSafetensorsTests
{
    [TestMethod]
    public void Layers_are_matched_in_the_order_of_their_data()
    {
        SafetensorsFile file = SafetensorsFile.Small();
        // The header names the tensors in reverse; only the offsets tell the order.
        byte[] bytes = file.ToBytes(new JsonObject(file.Header().Reverse().Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone()))).ToJsonString());

        Posterior posterior = Read(bytes);

        CollectionAssert.AreEqual(new[] { "dense1.weight", "dense1.bias", "dense2.weight", "dense2.bias" }, posterior.Tensors.Select(tensor => tensor.Name).ToArray());
        CollectionAssert.AreEqual(file["zeta.weight.loc"].Values, posterior.Layers[0].Weight.Mean.ToArray());
        CollectionAssert.AreEqual(file["zeta.bias.scale"].Values, posterior.Layers[0].Bias.StandardDeviation.ToArray());
        CollectionAssert.AreEqual(file["alpha.weight.scale"].Values, posterior.Layers[1].Weight.StandardDeviation.ToArray());
        CollectionAssert.AreEqual(file["alpha.bias.loc"].Values, posterior.Layers[1].Bias.Mean.ToArray());
        Assert.AreEqual((3, 2), (posterior.Network.InputCount, posterior.Network.ClassCount));
        Assert.AreEqual(1, posterior.Prior.StandardDeviation);
    }

    [TestMethod]
    public void Convolutions_and_the_prior_are_taken_from_the_arguments()
    {
        var file = new SafetensorsFile();
        file.Add("conv", [2, 1, 3, 3]);
        file.Add("fc", [3, 8]);
        NetworkDefinition network = Network.Sequential(TensorShape.Image(1, 4, 4), new Convolution2D(2, 3, Activation.ReLU), new Flatten());

        Posterior posterior = Read(file.ToBytes(), network, new GaussianPrior(0.5f));

        Assert.AreEqual("convolution2D1.weight", posterior.Layers[0].Weight.Name);
        CollectionAssert.AreEqual(file["conv.weight.loc"].Values, posterior.Layers[0].Weight.Mean.ToArray());
        Assert.AreEqual(0.5f, posterior.Prior.StandardDeviation);
    }

    [TestMethod]
    public void A_stream_that_cannot_seek_is_read()
    {
        using var stream = new ForwardOnlyStream(SafetensorsFile.Small().ToBytes());

        Assert.AreEqual(26, Posterior.FromSafetensors(stream, Network.Mlp(4)).Network.ParameterCount);
    }

    [TestMethod]
    public void Absurd_sizes_that_agree_with_each_other_are_damage_where_the_stream_does_not_tell_its_length()
    {
        const long Inputs = 1L << 29;
        byte[] bytes = SafetensorsFile.Small().ToBytes(header =>
        {
            long end = 0;
            foreach (JsonNode entry in header.Where(entry => entry.Key != "__metadata__").Select(entry => entry.Value!))
            {
                if (entry["shape"]!.AsArray() is [_, var columns] && (int)columns! == 3)
                    entry["shape"]![1] = Inputs;
                long begin = end;
                end += sizeof(float) * entry["shape"]!.AsArray().Aggregate(1L, (product, size) => product * long.Parse(size!.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture));
                entry["data_offsets"] = new JsonArray(begin, end);
            }
        });
        using var stream = new ForwardOnlyStream(bytes);

        var damage = Assert.ThrowsExactly<InvalidDataException>(() => Posterior.FromSafetensors(stream, Network.Mlp(4)));

        Assert.Contains("'zeta.weight.loc' of shape [4, 536870912]", damage.Message);
    }

    [TestMethod]
    [DataRow("zeta.weight.scale")]
    [DataRow("alpha.bias.loc")]
    public void A_missing_tensor_is_named(string name)
    {
        SafetensorsFile file = SafetensorsFile.Small();
        file.Remove(name);

        Rejects(file.ToBytes(), $"'{name}' is missing");
    }

    [TestMethod]
    public void A_missing_layer_is_named() =>
        Rejects(SafetensorsFile.Small().ToBytes(), "'dense3.weight.loc' is missing", Network.Mlp(4, 2));

    [TestMethod]
    public void A_surplus_layer_is_named()
    {
        SafetensorsFile file = SafetensorsFile.Small();
        file.Add("extra", [2, 2]);

        Rejects(file.ToBytes(), "'extra.weight.loc' is surplus");
    }

    [TestMethod]
    public void A_surplus_tensor_is_named()
    {
        SafetensorsFile file = SafetensorsFile.Small();
        file.Tensors.Add(("zeta.weight.rho", [1], [1]));

        Rejects(file.ToBytes(), "'zeta.weight.rho' is surplus");
    }

    [TestMethod]
    public void A_misshapen_tensor_is_named()
    {
        SafetensorsFile file = SafetensorsFile.Small();
        file["alpha.weight.scale"] = file["alpha.weight.scale"] with { Shape = [4, 2] };

        Rejects(file.ToBytes(), "'alpha.weight.scale' has shape [4, 2]");
    }

    [TestMethod]
    public void The_network_s_sizes_are_checked()
    {
        Rejects(SafetensorsFile.Small().ToBytes(), "'zeta.weight.loc' has shape [4, 3]", Network.Mlp(5));
        Rejects(SafetensorsFile.Small().ToBytes(), "'alpha.weight.loc' has shape [2, 4]", new NetworkDefinition([new Dense(4)]) { ClassCount = 3 });
        Rejects(SafetensorsFile.Small().ToBytes(), "'zeta.weight.loc' has shape [4, 3]", new NetworkDefinition([new Dense(4)]) { InputShape = TensorShape.Flat(6) });
    }

    [TestMethod]
    [DataRow(float.NaN)]
    [DataRow(float.NegativeInfinity)]
    public void A_mean_that_is_not_finite_is_named(float value)
    {
        SafetensorsFile file = SafetensorsFile.Small();
        file["alpha.weight.loc"].Values[3] = value;

        Rejects(file.ToBytes(), "'alpha.weight.loc' has the value");
    }

    [TestMethod]
    [DataRow(0f)]
    [DataRow(-1f)]
    [DataRow(float.NaN)]
    [DataRow(float.PositiveInfinity)]
    public void A_standard_deviation_that_is_not_positive_and_finite_is_named(float value)
    {
        SafetensorsFile file = SafetensorsFile.Small();
        file["zeta.bias.scale"].Values[1] = value;

        Rejects(file.ToBytes(), "'zeta.bias.scale' has the value");
    }

    [TestMethod]
    [DataRow("dtype", "\"F16\"", "has dtype F16")]
    [DataRow("dtype", "32", "has no dtype")]
    [DataRow("shape", "[2, 2]", "has shape [2, 2], which does not fill")]
    [DataRow("shape", "[4]", "has shape [4], which does not fill")]
    [DataRow("shape", "[]", "has shape []")]
    [DataRow("shape", "[0, 3]", "has shape [0, 3]")]
    [DataRow("shape", "[-4, -3]", "has shape [-4, -3]")]
    [DataRow("shape", "[2147483647, 2147483647, 2147483647, 2147483647, 2147483647]", "does not fill")]
    [DataRow("shape", "[1.5]", "'shape' 1.5")]
    [DataRow("shape", "\"12\"", "has no array 'shape'")]
    [DataRow("data_offsets", "[0]", "has data_offsets [0]")]
    [DataRow("data_offsets", "[48, 0]", "has data_offsets [48, 0]")]
    [DataRow("data_offsets", "[-48, 0]", "has data_offsets [-48, 0]")]
    [DataRow("data_offsets", "[0, 99999999999999999999]", "no whole number")]
    public void A_malformed_field_is_named_with_its_tensor(string field, string json, string problem) =>
        Rejects(SafetensorsFile.Small().ToBytes(header => header["zeta.weight.loc"]![field] = JsonNode.Parse(json)), problem, tensor: "zeta.weight.loc");

    [TestMethod]
    [DataRow(44, "overlaps")]
    [DataRow(52, "leaves a gap")]
    public void Overlaps_and_gaps_are_named(int begin, string problem) =>
        Rejects(SafetensorsFile.Small().ToBytes(header => header["zeta.weight.scale"]!["data_offsets"] = new JsonArray(begin, begin + 48)), problem, tensor: "zeta.weight.scale");

    [TestMethod]
    public void A_tensor_named_twice_is_named()
    {
        SafetensorsFile file = SafetensorsFile.Small();
        string json = file.Header().ToJsonString();
        string again = $"\"zeta.bias.loc\":{file.Header()["zeta.bias.loc"]!.ToJsonString()}";

        Rejects(file.ToBytes($"{json[..^1]},{again}}}"), "'zeta.bias.loc' is there twice");
        Rejects(file.ToBytes(json.Replace("\"zeta.bias.loc\":{", "\"zeta.bias.loc\":{\"dtype\":\"F32\",", StringComparison.Ordinal)), "'zeta.bias.loc' has the field 'dtype' twice");
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("[]")]
    [DataRow("{}")]
    [DataRow("{\"a\"")]
    [DataRow("{\"a.weight.loc\":3}")]
    [DataRow("{\"\\uD800\":3}")]
    public void A_header_that_is_none_is_an_error(string json) =>
        Assert.ThrowsExactly<InvalidDataException>(() => Read(SafetensorsFile.Small().ToBytes(json)));

    [TestMethod]
    [DataRow(ulong.MaxValue)]
    [DataRow(1UL << 40)]
    public void A_header_too_large_is_an_error_without_an_allocation(ulong length)
    {
        byte[] bytes = SafetensorsFile.Small().ToBytes();
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);

        Rejects(bytes, "header claims");
    }

    [TestMethod]
    public void Bytes_after_the_last_tensor_are_an_error() =>
        Rejects([.. SafetensorsFile.Small().ToBytes(), 0], "'alpha.bias.scale', the last one, is followed");

    [TestMethod]
    public void A_file_cut_anywhere_is_an_error()
    {
        byte[] bytes = SafetensorsFile.Small().ToBytes();
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.ThrowsExactly<InvalidDataException>(() => Read(bytes[..length]), $"{length} bytes");
            using var stream = new ForwardOnlyStream(bytes[..length]);
            Assert.ThrowsExactly<InvalidDataException>(() => Posterior.FromSafetensors(stream, Network.Mlp(4)), $"{length} bytes, forward only");
        }
    }

    [TestMethod]
    public void A_flipped_bit_gives_a_posterior_or_an_error_and_nothing_else()
    {
        byte[] bytes = SafetensorsFile.Small().ToBytes();
        for (int bit = 0; bit < 8 * bytes.Length; bit += 3)
        {
            byte[] damaged = [.. bytes];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                Assert.AreEqual(3, Read(damaged).Network.InputCount);
            }
            catch (InvalidDataException damage)
            {
                Assert.AreNotEqual("", damage.Message);
            }
        }
    }

    [TestMethod]
    public void A_file_without_a_path_or_network_is_refused()
    {
        Assert.ThrowsExactly<ArgumentException>(() => Posterior.FromSafetensors("", Network.Mlp()));
        Assert.ThrowsExactly<ArgumentNullException>(() => Posterior.FromSafetensors(Stream.Null, null!));
    }

    [TestMethod]
    public void Posteriors_learnt_elsewhere_are_read()
    {
        Posterior mlp = TrainedNetworks.Load(TrainedNetworks.Mlp);
        Posterior lenet = TrainedNetworks.Load(TrainedNetworks.LeNet5);

        Assert.AreEqual((784, 10, 716_880), (mlp.Network.InputCount, mlp.Network.ClassCount, mlp.ByteCount));
        Assert.AreEqual((784, 10, 493_648), (lenet.Network.InputCount, lenet.Network.ClassCount, lenet.ByteCount));
    }

    private static Posterior Read(byte[] bytes, NetworkDefinition? network = null, GaussianPrior? prior = null)
    {
        using var stream = new MemoryStream(bytes);
        return Posterior.FromSafetensors(stream, network ?? Network.Mlp(4), prior);
    }

    private static void Rejects(byte[] bytes, string problem, NetworkDefinition? network = null, string tensor = "")
    {
        InvalidDataException error = Assert.ThrowsExactly<InvalidDataException>(() => Read(bytes, network));
        StringAssert.Contains(error.Message, problem);
        StringAssert.Contains(error.Message, tensor);
    }
}
