namespace BayesianML.CommandLine.Tests;

/// <summary>A folder with a small model and rows for it in every format: 3 inputs, 4 hidden units, 2 classes.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public const int Width = 3;

    public TemporaryFolder() => Root = Directory.CreateTempSubdirectory("bayesianml").FullName;

    public string Root { get; }

    public string Model => this["model.bnn"];

    public string this[string name] => Path.Combine(Root, name);

    public static BayesianModel CreateModel(IReadOnlyList<string>? classNames = null)
    {
        NetworkArchitecture network = Network.Mlp(4).Resolve(Width, 2);
        var random = new Random(1);
        VariationalTensor Tensor(string name, IReadOnlyList<int> shape)
        {
            int length = shape.Aggregate(1, (product, size) => product * size);
            return new(name, shape, [.. Enumerable.Range(0, length).Select(_ => 2 * random.NextSingle() - 1)], [.. Enumerable.Range(0, length).Select(_ => 0.1f + random.NextSingle() / 2)]);
        }

        LayerPosterior[] layers = [.. network.ParameterizedLayers.Select(layer => new LayerPosterior(Tensor(layer.Name + ".weight", layer.WeightShape), Tensor(layer.Name + ".bias", [layer.BiasCount])))];
        return new(new Posterior(network, layers, new GaussianPrior()), new() { SampleCount = 20, Seed = 5 }, classNames);
    }

    /// <summary>Whole numbers, so that every format keeps them exactly.</summary>
    public static float[] Rows(int count) => [.. Enumerable.Range(0, count * Width).Select(i => (float)(i * 7 % 16))];

    public static string Csv(float[] rows) => "a,b,c\n" + string.Concat(rows.Chunk(Width).Select(row => string.Join(',', row) + "\n"));

    public string SaveModel(IReadOnlyList<string>? classNames = null)
    {
        CreateModel(classNames).Save(Model);
        return Model;
    }

    public string Write(string name, string content)
    {
        File.WriteAllText(this[name], content);
        return this[name];
    }

    public string Write(string name, byte[] content)
    {
        File.WriteAllBytes(this[name], content);
        return this[name];
    }

    public string[] Files() => [.. Directory.GetFiles(Root).Select(file => Path.GetFileName(file)).Order()];

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
