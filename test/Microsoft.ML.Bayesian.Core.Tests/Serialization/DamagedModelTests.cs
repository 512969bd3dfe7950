using CsCheck;
using Microsoft.ML.Bayesian.Tests;

namespace Microsoft.ML.Bayesian.Core.Tests.Serialization;

/// <summary>Whatever happened to a file, loading ends in an error that says where, and takes little memory.</summary>
[TestClass]
public sealed class DamagedModelTests
{
    private const uint Absurd = 0x7FFF_FFFF;
    private static readonly string[] Places = ["header", "section", "NETW", "PRIO", "POST", "INFR", "CLAS"];

    [TestMethod]
    public void A_file_cut_anywhere_is_an_error()
    {
        byte[] bytes = SampleModels.Small().ToBytes();
        for (int length = 0; length < bytes.Length; length++)
        {
            Rejects(bytes[..length], "");
            using var stream = new ForwardOnlyStream(bytes[..length]);
            Assert.ThrowsExactly<InvalidDataException>(() => BayesianModel.Load(stream), $"{length} bytes");
        }
    }

    [TestMethod]
    public void A_changed_byte_anywhere_is_an_error_that_names_the_section()
    {
        byte[] bytes = SampleModels.Small().ToBytes();
        for (int position = 0; position < bytes.Length; position++)
        {
            foreach (byte change in new byte[] { 0x01, 0x80, 0xFF })
            {
                byte[] damaged = [.. bytes];
                damaged[position] ^= change;
                InvalidDataException error = Assert.ThrowsExactly<InvalidDataException>(() => SampleModels.Load(damaged), $"byte {position}");
                Assert.IsTrue(Places.Any(place => error.Message.Contains(place, StringComparison.OrdinalIgnoreCase)), error.Message);
            }
        }
    }

    [TestMethod]
    public void A_changed_payload_names_its_own_section()
    {
        foreach (string tag in new[] { "NETW", "PRIO", "POST", "INFR", "CLAS" })
        {
            byte[] bytes = SampleModels.Small().ToBytes();
            bytes[bytes.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(tag)) + 16] ^= 4;
            Rejects(bytes, $"Section {tag} of the model file is damaged: its checksum");
        }
    }

    [TestMethod]
    public void Arbitrary_payloads_with_sound_checksums_give_a_model_or_an_error_and_nothing_else()
    {
        ModelBytes original = ModelBytes.Parse(SampleModels.Everything().ToBytes());
        uint[] values = [0, 1, 2, 255, 0x7FC0_0000, Absurd, uint.MaxValue];
        Gen.Select(Gen.Int[0, original.Sections.Count - 1], Gen.Int[0, int.MaxValue], Gen.Int[0, values.Length - 1]).Sample((section, place, value) =>
        {
            ModelBytes model = ModelBytes.Parse(original.ToBytes());
            byte[] payload = model.Sections[section].Payload;
            model.Sections[section].Write(place % (payload.Length - 3), values[value]);
            LoadOrReject(model.ToBytes());
        }, iter: 3000);
    }

    [TestMethod]
    public void Shortened_payloads_with_sound_checksums_are_an_error()
    {
        ModelBytes original = ModelBytes.Parse(SampleModels.Small().ToBytes());
        foreach (string tag in original.Sections.Select(section => section.Tag))
        {
            for (int length = 0; length < original[tag].Payload.Length; length++)
            {
                ModelBytes model = ModelBytes.Parse(original.ToBytes());
                model[tag].Payload = model[tag].Payload[..length];
                Rejects(model.ToBytes(), tag);
            }
        }
    }

    [TestMethod]
    [DataRow("NETW", 13, DisplayName = "layers")]
    [DataRow("POST", 0, DisplayName = "tensors")]
    [DataRow("POST", 4, DisplayName = "bytes of a name")]
    [DataRow("POST", 21, DisplayName = "rank")]
    [DataRow("POST", 25, DisplayName = "rows")]
    [DataRow("POST", 29, DisplayName = "columns")]
    [DataRow("POST", 37, DisplayName = "bytes of the means")]
    [DataRow("INFR", 4, DisplayName = "samples")]
    [DataRow("CLAS", 0, DisplayName = "names")]
    [DataRow("CLAS", 4, DisplayName = "bytes of a class name")]
    public void Absurd_counts_are_an_error_without_a_large_allocation(string tag, int position)
    {
        foreach (uint count in new[] { Absurd, uint.MaxValue, 0x4000_0000u, 1_000_000u, 0u })
        {
            ModelBytes model = ModelBytes.Parse(SampleModels.Small().ToBytes());
            model[tag].Write(position, count);
            if (tag != "INFR" || count != 1_000_000)
                Rejects(model.ToBytes(), tag);
        }
    }

    [TestMethod]
    [DataRow(1, DisplayName = "inputs")]
    [DataRow(21, DisplayName = "units")]
    public void Absurd_sizes_of_the_network_are_an_error(int position)
    {
        ModelBytes model = ModelBytes.Parse(SampleModels.Small().ToBytes());
        model["NETW"].Write(position, Absurd);

        Rejects(model.ToBytes(), "Section NETW of the model file is damaged: Layer 1 of 2");

        // A quarter of it could be counted, but it contradicts the tensors.
        model["NETW"].Write(position, Absurd / 4);
        Rejects(model.ToBytes(), "Section POST of the model file is damaged: tensor 'dense1.weight' has shape [3, 2], but layer dense1 needs");
    }

    [TestMethod]
    public void An_absurd_network_with_few_bytes_is_an_error_without_a_large_allocation()
    {
        // Both the network and the tensor agree that there are half a billion hidden units of 2 inputs.
        ModelBytes model = ModelBytes.Parse(SampleModels.Small().ToBytes());
        model["NETW"].Write(21, Absurd / 4);
        model["POST"].Write(25, Absurd / 4);

        Rejects(model.ToBytes(), "POST");
    }

    [TestMethod]
    public void An_absurd_length_or_number_of_sections_is_an_error_without_a_large_allocation()
    {
        byte[] bytes = SampleModels.Small().ToBytes();
        foreach (int position in new[] { 28, 30, 35 })
        {
            byte[] damaged = [.. bytes];
            damaged[position] = 0x7F;
            Rejects(damaged, "NETW");
            using var stream = new ForwardOnlyStream(damaged);
            Assert.ThrowsExactly<InvalidDataException>(() => BayesianModel.Load(stream));
        }

        byte[] header = [.. bytes[..12], 0xFF, 0xFF, 0xFF, 0xFF];
        Rejects([.. header, .. BitConverter.GetBytes(PlainChecksum.Of(header)), .. bytes[20..]], "section 6");
    }

    [TestMethod]
    [DataRow(float.NaN)]
    [DataRow(float.PositiveInfinity)]
    public void Means_that_are_not_finite_are_an_error(float value) => RejectsTensorValue(45, value, "mean 0 is not finite");

    [TestMethod]
    [DataRow(-1f)]
    [DataRow(0f)]
    [DataRow(float.NaN)]
    [DataRow(float.PositiveInfinity)]
    public void Standard_deviations_that_are_not_positive_and_finite_are_an_error(float value) => RejectsTensorValue(81, value, "standard deviation 0");

    [TestMethod]
    [DataRow(0f)]
    [DataRow(-1f)]
    [DataRow(float.NaN)]
    public void A_prior_that_is_none_is_an_error(float value)
    {
        ModelBytes model = ModelBytes.Parse(SampleModels.Small().ToBytes());
        model["PRIO"].Write(0, value);

        Rejects(model.ToBytes(), "Section PRIO");
    }

    [TestMethod]
    [DataRow(0, 2, "kind 2", DisplayName = "input kind")]
    [DataRow(29, 1, "has the bound", DisplayName = "bound of a ReLU")]
    [DataRow(25, 4, "bound", DisplayName = "bounded ReLU without a bound")]
    [DataRow(25, 99, "newer", DisplayName = "activation")]
    [DataRow(17, 'X', "newer", DisplayName = "layer kind")]
    public void A_network_that_makes_no_sense_is_an_error(int position, int value, string problem)
    {
        ModelBytes model = ModelBytes.Parse(SampleModels.Small().ToBytes());
        model["NETW"].Payload[position] = (byte)value;

        Rejects(model.ToBytes(), "Section NETW");
        Rejects(model.ToBytes(), problem);
    }

    [TestMethod]
    public void A_method_of_the_future_asks_for_a_newer_version()
    {
        ModelBytes model = ModelBytes.Parse(SampleModels.Small().ToBytes());
        model["INFR"].Write(0, 4711u);

        Rejects(model.ToBytes(), "newer");
    }

    [TestMethod]
    public void An_inference_flag_of_the_future_asks_for_a_newer_version()
    {
        ModelBytes model = ModelBytes.Parse(SampleModels.Small().With(new InferenceOptions { CorrectSampleBias = true }).ToBytes());
        model["INFR"].Write(16, 5u);

        Rejects(model.ToBytes(), "newer");
    }

    [TestMethod]
    public void Text_that_is_no_UTF_8_is_an_error()
    {
        ModelBytes names = ModelBytes.Parse(SampleModels.Small().ToBytes()), tensors = ModelBytes.Parse(SampleModels.Small().ToBytes());
        names["CLAS"].Payload[8] = 0xC0;
        tensors["POST"].Payload[8] = 0xFF;

        Rejects(names.ToBytes(), "Section CLAS of the model file is damaged: text is no valid UTF-8");
        Rejects(tensors.ToBytes(), "Section POST of the model file is damaged: text is no valid UTF-8");
    }

    [TestMethod]
    public void Bytes_left_over_are_an_error()
    {
        Rejects([.. SampleModels.Small().ToBytes(), 0], "last section");
        foreach (string tag in new[] { "NETW", "PRIO", "POST", "INFR", "CLAS" })
        {
            ModelBytes model = ModelBytes.Parse(SampleModels.Small().ToBytes());
            model[tag].Payload = [.. model[tag].Payload, 0];
            Rejects(model.ToBytes(), $"Section {tag} of the model file is damaged: 1 bytes are left over");
        }
    }

    [TestMethod]
    public void Missing_and_doubled_sections_are_an_error()
    {
        foreach (string tag in new[] { "NETW", "PRIO", "POST", "INFR" })
        {
            ModelBytes without = ModelBytes.Parse(SampleModels.Small().ToBytes());
            without.Sections.Remove(without[tag]);
            Rejects(without.ToBytes(), $"Section {tag} is missing");

            ModelBytes twice = ModelBytes.Parse(SampleModels.Small().ToBytes());
            twice.Sections.Add(twice[tag]);
            Rejects(twice.ToBytes(), $"Section {tag} is in the model file twice");
        }
    }

    [TestMethod]
    public void Unknown_sections_are_skipped_when_optional_and_an_error_when_required()
    {
        ModelBytes model = ModelBytes.Parse(SampleModels.Small().ToBytes());
        model.Sections.Insert(1, new() { Tag = "NEW!", Flags = 0, Payload = [1, 2, 3] });
        SampleModels.AssertSame(SampleModels.Small(), SampleModels.Load(model.ToBytes()));

        model["NEW!"].Flags = 1;
        Rejects(model.ToBytes(), "Section NEW! of the model file must be understood but is unknown to this version of the library; a newer one is needed");
        model["NEW!"].Flags = 2;
        Rejects(model.ToBytes(), "flags");
    }

    [TestMethod]
    public void Sections_may_stand_in_any_order()
    {
        ModelBytes model = ModelBytes.Parse(SampleModels.Everything().ToBytes());
        model.Sections.Reverse();

        SampleModels.AssertSame(SampleModels.Everything(), SampleModels.Load(model.ToBytes()));
    }

    [TestMethod]
    [DataRow((byte)0)]
    [DataRow((byte)2)]
    public void Another_version_is_named(byte version)
    {
        ModelBytes model = ModelBytes.Parse(SampleModels.Small().ToBytes());
        model.Header[8] = version;

        Rejects(model.ToBytes(), $"version {version}");
    }

    private static void RejectsTensorValue(int position, float value, string problem)
    {
        ModelBytes model = ModelBytes.Parse(SampleModels.Small().ToBytes());
        model["POST"].Write(position, value);

        Rejects(model.ToBytes(), "Section POST");
        Rejects(model.ToBytes(), problem);
    }

    private static void Rejects(byte[] bytes, string problem) => StringAssert.Contains(LoadOrReject(bytes) ?? "(loaded)", problem);

    /// <summary>Loads, bounding the memory that is taken.</summary>
    /// <returns>The error's message, or null where there was none.</returns>
    private static string? LoadOrReject(byte[] bytes)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        string? message = null;
        try
        {
            SampleModels.Load(bytes);
        }
        catch (InvalidDataException damage)
        {
            message = damage.Message;
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.IsLessThan(100_000 + 20L * bytes.Length, allocated);
        return message;
    }
}
