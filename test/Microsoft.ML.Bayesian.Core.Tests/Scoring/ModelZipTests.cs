using System.IO.Compression;

namespace Microsoft.ML.Bayesian.Tests;

[TestClass]
public sealed class ModelZipTests
{
    private const string ModelEntry = "Posterior.bnn";

    [TestMethod]
    public void The_zip_holds_the_bytes_of_the_model_file()
    {
        byte[] zip = Save(out BayesianModel model);
        using var file = new MemoryStream();
        model.Save(file);

        CollectionAssert.AreEqual(file.ToArray(), Entry(zip));
    }

    [TestMethod]
    public void Damage_to_the_model_in_the_zip_is_reported_with_its_section()
    {
        byte[] zip = Save(out _);
        byte[] bytes = Entry(zip);
        bytes[bytes.Length / 2] ^= 0xFF;

        AssertRefused(Replace(zip, bytes), ModelEntry);
        AssertRefused(Replace(zip, bytes[..(bytes.Length / 2)]), ModelEntry);
        AssertRefused(Replace(zip, []), ModelEntry);
        AssertRefused(Replace(zip, null), ModelEntry);
    }

    [TestMethod]
    public void A_model_with_another_number_of_classes_than_the_labels_is_refused()
    {
        byte[] zip = Save(out _);
        using var file = new MemoryStream();
        new CentroidTrainer(new MLContext(1)).Fit(Clusters.View(new MLContext(1), LabelKind.Boolean)).Model.Save(file);

        AssertRefused(Replace(zip, file.ToArray()), "class labels");
    }

    private static byte[] Save(out BayesianModel model)
    {
        var mlContext = new MLContext(1);
        IDataView data = Clusters.View(mlContext, LabelKind.TextKey);
        BayesianClassificationTransformer transformer = new CentroidTrainer(mlContext).Fit(data);
        model = transformer.Model;
        using var stream = new MemoryStream();
        mlContext.Model.Save(transformer, data.Schema, stream);
        return stream.ToArray();
    }

    private static byte[] Entry(byte[] zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip));
        using Stream stream = archive.Entries.Single(entry => entry.Name == ModelEntry).Open();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private static byte[] Replace(byte[] zip, byte[]? bytes)
    {
        using var stream = new MemoryStream();
        stream.Write(zip);
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            ZipArchiveEntry old = archive.Entries.Single(entry => entry.Name == ModelEntry);
            string name = old.FullName;
            old.Delete();
            if (bytes is not null)
            {
                using Stream entry = archive.CreateEntry(name).Open();
                entry.Write(bytes);
            }
        }

        return stream.ToArray();
    }

    private static void AssertRefused(byte[] zip, string section)
    {
        // ML.NET wraps what a component throws while it is loaded: "Error during class instantiation".
        Exception? error = Assert.ThrowsExactly<InvalidOperationException>(() => new MLContext().Model.Load(new MemoryStream(zip), out _));
        while (error is not (null or FormatException))
            error = error.InnerException;
        Assert.Contains(section, error?.Message ?? "no decoding error");
    }
}
