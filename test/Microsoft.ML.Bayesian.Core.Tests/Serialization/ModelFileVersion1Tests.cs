namespace Microsoft.ML.Bayesian.Core.Tests.Serialization;

/// <summary>
/// Files of version 1 are read forever. The checked-in file was written when that version was settled and is never written again.
/// </summary>
[TestClass]
public sealed class ModelFileVersion1Tests
{
    private static readonly string Golden = Path.Combine(AppContext.BaseDirectory, "Assets", "model-version1.bnn");

    [TestMethod]
    public void The_old_file_holds_what_was_put_into_it() => SampleModels.AssertSame(SampleModels.Everything(), BayesianModel.Load(Golden));

    [TestMethod]
    public void The_writer_still_writes_version_1_byte_by_byte() => CollectionAssert.AreEqual(File.ReadAllBytes(Golden), SampleModels.Everything().ToBytes());

    [TestMethod]
    public void The_old_file_has_the_layout_of_the_specification()
    {
        byte[] bytes = File.ReadAllBytes(Golden);
        ModelBytes model = ModelBytes.Parse(bytes);

        CollectionAssert.AreEqual(new byte[] { 0x89, 0x42, 0x4E, 0x4E, 0x0D, 0x0A, 0x1A, 0x0A, 1, 0, 0, 0, 5, 0, 0, 0 }, bytes[..16]);
        Assert.AreEqual("NETW PRIO POST INFR CLAS", string.Join(' ', model.Sections.Select(section => section.Tag)));
        CollectionAssert.AreEqual(new byte[] { 0, 0, 0x80, 0x3E }, model["PRIO"].Payload);
        CollectionAssert.AreEqual(new byte[] { 1, 0, 0, 0, 17, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0x80 }, model["INFR"].Payload);
        CollectionAssert.AreEqual(new byte[] { 3, 0, 0, 0, 4, 0, 0, 0, 0x7A, 0x65, 0x72, 0x6F, 0, 0, 0, 0, 3, 0, 0, 0, 0xE4, 0xBA, 0x8C }, model["CLAS"].Payload);
        CollectionAssert.AreEqual(bytes, model.ToBytes());
    }
}
