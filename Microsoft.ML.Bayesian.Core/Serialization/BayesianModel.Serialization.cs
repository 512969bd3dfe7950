namespace Microsoft.ML.Bayesian;

/// <content>The model's own file, which needs no ML.NET.</content>
/// <example>
/// <code>
/// model.Save("digits.bnn");
/// BayesianModel again = BayesianModel.Load("digits.bnn");
/// </code>
/// </example>
public sealed partial class BayesianModel
{
    /// <summary>Saves the model to a file (suffix <c>.bnn</c>). The file is written beside the old one, which it then replaces: a failure leaves the old one as it was.</summary>
    /// <param name="path">The file, by custom with the suffix .bnn.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, Save);
    }

    /// <summary>Saves the model to a stream, from its position on. The stream stays open.</summary>
    /// <param name="stream">The stream; it need not be able to seek.</param>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ModelWriter.Write(this, stream);
    }

    /// <summary>Loads a model from a file.</summary>
    /// <param name="path">The file, by custom with the suffix .bnn.</param>
    /// <returns>The model, complete and valid.</returns>
    /// <exception cref="InvalidDataException">The file is damaged, or needs a newer version or a further library; the message names the section.</exception>
    public static BayesianModel Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream file = File.OpenRead(path);
        return Load(file);
    }

    /// <summary>Loads a model from a stream, from its position to its end. The stream stays open.</summary>
    /// <param name="stream">The stream; it need not be able to seek. It is not trusted: memory is taken only for bytes that are there.</param>
    /// <returns>The model, complete and valid.</returns>
    /// <exception cref="InvalidDataException">The stream is damaged, or needs a newer version or a further library; the message names the section.</exception>
    public static BayesianModel Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return ModelReader.Read(stream);
    }
}
