namespace Microsoft.ML.Bayesian;

/// <summary>The section <c>POST</c>: weights and biases of every layer that has them, first to last.</summary>
internal static class PosteriorSection
{
    // Name, rank, one size, and two storages of a kind and a length each, all of them empty.
    private const int SmallestTensor = 3 * sizeof(uint) + 2 * (ModelFormat.TagLength + sizeof(ulong));

    public static void Write(BinaryWriter writer, Posterior posterior)
    {
        VariationalTensor[] tensors = [.. posterior.Tensors];
        writer.Write((uint)tensors.Length);
        foreach (VariationalTensor tensor in tensors)
        {
            writer.WriteText(tensor.Name);
            writer.Write((uint)tensor.Shape.Count);
            foreach (int size in tensor.Shape)
                writer.Write((uint)size);
            StorageKinds.Write(writer, tensor.Mean);
            StorageKinds.Write(writer, tensor.StandardDeviation);
        }
    }

    public static Posterior Read(SectionReader reader, NetworkArchitecture network, GaussianPrior prior)
    {
        NetworkLayer[] layers = [.. network.ParameterizedLayers];
        int count = reader.ReadCount(SmallestTensor, "tensors");
        if (count != 2 * layers.Length)
            throw reader.Invalid($"the network has {2 * layers.Length} weight and bias tensors, but there are {count}");
        List<LayerPosterior> posteriors = [];
        foreach (NetworkLayer layer in layers)
            posteriors.Add(new(ReadTensor(reader, layer.Name, layer.WeightShape), ReadTensor(reader, layer.Name, [layer.BiasCount])));
        return new(network, posteriors, prior);
    }

    private static VariationalTensor ReadTensor(SectionReader reader, string layer, IReadOnlyList<int> expected)
    {
        string name = reader.ReadText();
        var shape = new int[reader.ReadCount(sizeof(uint), "sizes")];
        for (int i = 0; i < shape.Length; i++)
            shape[i] = reader.ReadSize();
        if (!shape.AsSpan().SequenceEqual([.. expected]))
            throw reader.Invalid($"tensor '{name}' has shape [{string.Join(", ", shape)}], but layer {layer} needs [{string.Join(", ", expected)}]");

        // No storage packs more than 8 values into a byte, so that a longer tensor cannot be here, and its product need not be exact.
        double length = shape.Aggregate(1.0, (product, size) => product * size);
        if (length > 8.0 * reader.Remaining)
            throw reader.Invalid($"tensor '{name}' has {length:N0} values, which cannot fit into the remaining {reader.Remaining:N0} bytes");
        if (length > Array.MaxLength)
            throw reader.Invalid($"tensor '{name}' has {length:N0} values, more than a reader can hold");
        ParameterStorage mean = StorageKinds.Read(reader, (int)length, $"means of '{name}'");
        ParameterStorage deviation = StorageKinds.Read(reader, (int)length, $"standard deviations of '{name}'");
        return new(name, shape, mean, deviation);
    }
}
