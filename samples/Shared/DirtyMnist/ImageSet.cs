namespace BayesianML.Samples;

/// <summary>28×28 images with one or more labels each.</summary>
internal sealed class ImageSet
{
    /// <summary>Pixels along each side.</summary>
    public const int Side = 28;

    /// <summary>Pixels of an image.</summary>
    public const int PixelCount = Side * Side;

    private readonly byte[] pixels;
    private readonly byte[] labels;

    /// <param name="pixels">Images × 784 bytes: 0 is background, 255 is ink.</param>
    /// <param name="labels">Images × labels per image: 0 to 9.</param>
    public ImageSet(byte[] pixels, byte[] labels)
    {
        Count = pixels.Length / PixelCount;
        if (Count == 0 || pixels.Length % PixelCount != 0 || labels.Length == 0 || labels.Length % Count != 0)
            throw new InvalidDataException($"{pixels.Length} pixels and {labels.Length} labels do not make 28×28 images with equally many labels each.");
        if (Array.FindIndex(labels, label => label > 9) is var bad and >= 0)
            throw new InvalidDataException($"Label {bad} is {labels[bad]}; labels are 0 to 9.");
        LabelsPerImage = labels.Length / Count;
        this.pixels = pixels;
        this.labels = labels;
    }

    /// <summary>The number of different images.</summary>
    public int Count { get; }

    /// <summary>The number of labels that each image has; each makes a pair with it.</summary>
    public int LabelsPerImage { get; }

    /// <summary>How pixels become inputs.</summary>
    public PixelScaling Scaling { get; init; } = PixelScaling.Uncentred;

    public ReadOnlySpan<byte> Pixels(int image) => pixels.AsSpan(image * PixelCount, PixelCount);

    public ReadOnlySpan<byte> Labels(int image) => labels.AsSpan(image * LabelsPerImage, LabelsPerImage);

    /// <summary>The network's inputs for some images, row by row.</summary>
    public float[] Inputs(int firstImage, int imageCount)
    {
        var inputs = new float[imageCount * PixelCount];
        Scaling.Scale(pixels.AsSpan(firstImage * PixelCount, imageCount * PixelCount), inputs);
        return inputs;
    }

    /// <summary>Reads images and labels in the layout of the MNIST files.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="part">"train" or "t10k".</param>
    /// <param name="labelsPerImage">More than one where the file of labels has a second dimension.</param>
    /// <param name="scaling">How pixels become inputs; <see cref="PixelScaling.Uncentred"/> unless given.</param>
    /// <exception cref="InvalidDataException">A file is damaged, or has another shape.</exception>
    public static ImageSet Read(string folder, string part, int labelsPerImage = 1, PixelScaling? scaling = null)
    {
        IdxFile images = IdxFile.Read(Path.Combine(folder, $"{part}-images-idx3-ubyte.gz"), null, Side, Side);
        string labelPath = Path.Combine(folder, $"{part}-labels-idx{(labelsPerImage == 1 ? 1 : 2)}-ubyte.gz");
        IdxFile labels = labelsPerImage == 1
            ? IdxFile.Read(labelPath, images.Dimensions[0])
            : IdxFile.Read(labelPath, images.Dimensions[0], labelsPerImage);
        return new(images.Values, labels.Values) { Scaling = scaling ?? PixelScaling.Uncentred };
    }

    /// <summary>Writes what <see cref="Read"/> reads.</summary>
    public void Write(string folder, string part)
    {
        new IdxFile([Count, Side, Side], pixels).Write(Path.Combine(folder, $"{part}-images-idx3-ubyte.gz"));
        int[] labelDimensions = LabelsPerImage == 1 ? [Count] : [Count, LabelsPerImage];
        new IdxFile(labelDimensions, labels).Write(Path.Combine(folder, $"{part}-labels-idx{labelDimensions.Length}-ubyte.gz"));
    }
}
