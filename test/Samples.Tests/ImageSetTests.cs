namespace BayesianML.Samples.Tests;

[TestClass]
public sealed class ImageSetTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(10)]
    public void Images_and_their_labels_survive_the_files(int labelsPerImage)
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            byte[] pixels = [.. Enumerable.Range(0, 3 * ImageSet.PixelCount).Select(i => (byte)(i * 7))];
            byte[] labels = [.. Enumerable.Range(0, 3 * labelsPerImage).Select(i => (byte)(i % 10))];
            new ImageSet(pixels, labels).Write(folder, "t10k");
            ImageSet read = ImageSet.Read(folder, "t10k", labelsPerImage);

            Assert.AreEqual(3, read.Count);
            Assert.AreSequenceEqual(pixels[(2 * ImageSet.PixelCount)..], read.Pixels(2).ToArray());
            Assert.AreSequenceEqual(labels[labelsPerImage..(2 * labelsPerImage)], read.Labels(1).ToArray());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod]
    public void Labels_beyond_nine_and_numbers_that_do_not_fit_are_refused()
    {
        Assert.Contains("Label 1 is 10", Assert.Throws<InvalidDataException>(() => new ImageSet(new byte[2 * ImageSet.PixelCount], [0, 10])).Message);
        Assert.Throws<InvalidDataException>(() => new ImageSet(new byte[2 * ImageSet.PixelCount], [0, 1, 2]));
        Assert.Throws<InvalidDataException>(() => new ImageSet(new byte[100], [0]));
    }

    [TestMethod]
    public void Standardized_inputs_are_those_of_models_that_were_trained_on_them()
    {
        byte[] pixels = new byte[ImageSet.PixelCount];
        pixels[5] = 255;
        float[] inputs = new ImageSet(pixels, [0]) { Scaling = PixelScaling.Standardized }.Inputs(0, 1);
        Assert.AreEqual(-0.1307 / 0.3081, inputs[4], 1e-6);
        Assert.AreEqual((1 - 0.1307) / 0.3081, inputs[5], 1e-6);
    }

    [TestMethod]
    public void Background_is_zero_and_ink_the_largest_input()
    {
        byte[] pixels = new byte[ImageSet.PixelCount];
        pixels[5] = 255;
        float[] inputs = new ImageSet(pixels, [0]).Inputs(0, 1);
        Assert.AreEqual(0, inputs[4]);
        Assert.AreEqual(3, inputs[5]);
    }
}
