using System.Reflection;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// The ways of keeping numbers that a model file can name. Libraries above this one register theirs; the quantization library is asked to when a
/// file names an unknown kind, so that loading works before anything else of it was used.
/// </summary>
internal static class StorageKinds
{
    /// <summary>A type of the quantization library with a static method <c>Register()</c> without parameters.</summary>
    internal const string QuantizationHook = "Microsoft.ML.Bayesian.Quantization.PackedStorageKinds, Microsoft.ML.Bayesian.Quantization";

    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, StorageReader> Readers = new() { [Float32Storage.FileKind] = Float32Storage.ReadPayload };

    /// <summary>Reads a storage. What is left over afterwards is an error.</summary>
    /// <param name="reader">The payload that <see cref="ParameterStorage.WritePayload"/> wrote; not to be trusted.</param>
    /// <param name="length">The number of values that the storage must have.</param>
    public delegate ParameterStorage StorageReader(SectionReader reader, int length);

    /// <summary>Makes a kind known; again is harmless.</summary>
    /// <param name="kind">Four printable ASCII characters.</param>
    /// <param name="reader">What reads it.</param>
    public static void Register(string kind, StorageReader reader)
    {
        if (kind.Length != ModelFormat.TagLength || !kind.All(letter => letter is >= ' ' and <= '~'))
            throw new ArgumentException($"A kind is four printable ASCII characters, but it is '{kind}'.", nameof(kind));
        lock (Gate)
            Readers[kind] = reader;
    }

    public static void Write(BinaryWriter writer, ParameterStorage storage)
    {
        byte[] payload = SectionWriting.ToBytes(storage.WritePayload);
        writer.WriteTag(storage.Kind);
        writer.Write((ulong)payload.Length);
        writer.Write(payload);
    }

    public static ParameterStorage Read(SectionReader reader, int length, string part)
    {
        string kind = reader.ReadTag();
        SectionReader payload = reader.ReadPart(part);
        if (Find(kind) is null)
            AskQuantization();
        StorageReader read = Find(kind) ?? throw payload.Invalid(
            $"numbers are kept as '{kind}', which this program cannot read; if the model is quantized, reference the package Microsoft.ML.Bayesian.Quantization");
        ParameterStorage storage = read(payload, length);
        payload.RequireEnd();
        return storage.Length == length ? storage : throw payload.Invalid($"{length:N0} numbers are needed, but there are {storage.Length:N0}");
    }

    private static StorageReader? Find(string kind)
    {
        lock (Gate)
            return Readers.GetValueOrDefault(kind);
    }

    /// <summary>Lets the quantization library register what it knows, where it is there.</summary>
    public static void AskQuantization()
    {
        MethodInfo? register = Type.GetType(QuantizationHook, throwOnError: false)?.GetMethod("Register", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic, []);
        register?.Invoke(null, null);
    }
}
