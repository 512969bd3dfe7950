namespace Microsoft.ML.Bayesian;

/// <summary>The section <c>NETW</c>: the shape of a row and all layers, the output layer last.</summary>
internal static class NetworkSection
{
    private const string Dense = "DENS", Convolution = "CONV", MaxPooling = "MAXP", AveragePooling = "AVGP", Flatten = "FLAT";

    public static void Write(BinaryWriter writer, NetworkArchitecture network)
    {
        writer.Write((byte)(network.InputShape.IsImage ? 1 : 0));
        writer.Write((uint)network.InputShape.Channels);
        writer.WritePair((network.InputShape.Height, network.InputShape.Width));
        writer.Write((uint)network.Layers.Count);
        foreach (NetworkLayer layer in network.Layers)
            WriteLayer(writer, layer.Definition);
    }

    public static NetworkArchitecture Read(SectionReader reader)
    {
        byte isImage = reader.ReadByte();
        int channels = reader.ReadSize();
        (int height, int width) = reader.ReadPair();
        TensorShape input = (isImage, height, width) switch
        {
            (1, _, _) => TensorShape.Image(channels, height, width),
            (0, 1, 1) => TensorShape.Flat(channels),
            _ => throw reader.Invalid($"the input is of kind {isImage} and has the shape {channels}×{height}×{width}"),
        };
        var layers = new LayerDefinition[reader.ReadCount(ModelFormat.TagLength, "layers")];
        for (int i = 0; i < layers.Length; i++)
            layers[i] = ReadLayer(reader);
        return new(input, layers);
    }

    private static void WriteLayer(BinaryWriter writer, LayerDefinition layer)
    {
        switch (layer)
        {
            case Dense dense:
                writer.WriteTag(Dense);
                writer.Write((uint)dense.Units);
                WriteActivation(writer, dense.Activation);
                break;
            case Convolution2D convolution:
                writer.WriteTag(Convolution);
                writer.Write((uint)convolution.Channels);
                writer.WritePair(convolution.Kernel);
                writer.WritePair(convolution.Stride);
                writer.WritePair(convolution.Padding);
                WriteActivation(writer, convolution.Activation);
                break;
            case MaxPooling2D pooling:
                writer.WriteTag(MaxPooling);
                writer.WritePair(pooling.Window);
                writer.WritePair(pooling.Stride);
                break;
            case AveragePooling2D pooling:
                writer.WriteTag(AveragePooling);
                writer.WritePair(pooling.Window);
                writer.WritePair(pooling.Stride);
                break;
            case Bayesian.Flatten:
                writer.WriteTag(Flatten);
                break;
            default:
                throw new NotSupportedException($"The model file has no form for the layer {layer}.");
        }
    }

    private static LayerDefinition ReadLayer(SectionReader reader)
    {
        string kind = reader.ReadTag();
        return kind switch
        {
            Dense => new Dense(reader.ReadSize(), ReadActivation(reader)),
            Convolution => ReadConvolution(reader),
            MaxPooling => new MaxPooling2D(reader.ReadPair()) { Stride = reader.ReadPair() },
            AveragePooling => new AveragePooling2D(reader.ReadPair()) { Stride = reader.ReadPair() },
            Flatten => new Flatten(),
            _ => throw reader.Newer($"a layer of kind '{kind}'"),
        };
    }

    private static Convolution2D ReadConvolution(SectionReader reader)
    {
        int channels = reader.ReadSize();
        (int Height, int Width) kernel = reader.ReadPair(), stride = reader.ReadPair(), padding = reader.ReadPair();
        return new(channels, kernel, ReadActivation(reader)) { Stride = stride, Padding = padding };
    }

    private static void WriteActivation(BinaryWriter writer, Activation activation)
    {
        writer.Write((uint)activation.Kind);
        writer.Write(activation.Bound);
    }

    private static Activation ReadActivation(SectionReader reader)
    {
        uint number = reader.ReadUInt32();
        float bound = reader.ReadSingle();
        var kind = (ActivationKind)number;
        if (kind != ActivationKind.BoundedReLU && BitConverter.SingleToInt32Bits(bound) != 0)
            throw reader.Invalid($"activation {number} has the bound {bound}, but only a bounded ReLU has one");
        return kind switch
        {
            ActivationKind.Identity => Activation.Identity,
            ActivationKind.ReLU => Activation.ReLU,
            ActivationKind.Tanh => Activation.Tanh,
            ActivationKind.HardTanh => Activation.HardTanh,
            ActivationKind.BoundedReLU => Activation.BoundedReLU(bound),
            ActivationKind.Sigmoid => Activation.Sigmoid,
            _ => throw reader.Newer($"an activation of kind {number}"),
        };
    }
}
