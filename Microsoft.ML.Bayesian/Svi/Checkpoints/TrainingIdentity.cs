using System.Reflection;
using System.Security.Cryptography;
using TorchSharp;
using Options = Microsoft.ML.Bayesian.SviClassificationTrainer.Options;

namespace Microsoft.ML.Bayesian;

/// <summary>Everything that the result of a fit depends on, as its checkpoint says it. Only an equal one may go on.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Parts">What else there is, by name.</param>
internal sealed record TrainingIdentity(ulong Seed, IReadOnlyList<(string Name, string Value)> Parts)
{
    private const string Absent = "none";

    // The architecture, the rows and the seed are parts of their own, and scoring is no part of training.
    private static readonly string[] elsewhere = [nameof(Options.Network), nameof(Options.HiddenUnits), nameof(Options.Seed), nameof(Options.Inference)];

    public static TrainingIdentity Of(SviTask task) => new(task.Seed,
    [
        ("library version", LibraryVersion),
        ("device", task.Device.type.ToString()),
        ("network", $"{task.Network.InputShape}, {string.Join(", ", task.Network.Layers.Select(layer => layer.Definition))}"),
        .. OptionsDescription.Of(task.Options).Where(option => !elsewhere.Contains(option.Name) && !option.Name.EndsWith("ColumnName", StringComparison.Ordinal)),
        ("training rows", Describe(task.Training)),
        ("validation rows", task.Validation is null ? Absent : Describe(task.Validation)),
        ("initial model", Checksum(task.Initial)),
        ("prior", Checksum(task.Prior)),
        ("quantized posterior", Checksum(task.Grids?.Posterior)),
        ("number of rows per draw", task.RowsPerDraw is { } rows ? $"{rows}" : Absent),
    ]);

    public void Write(BinaryWriter writer)
    {
        writer.Write(Seed);
        writer.Write((uint)Parts.Count);
        foreach ((string name, string value) in Parts)
        {
            writer.WriteText(name);
            writer.WriteText(value);
        }
    }

    public static TrainingIdentity Read(SectionReader reader)
    {
        ulong seed = reader.ReadUInt64();
        var parts = new (string, string)[reader.ReadCount(2 * sizeof(uint), "parts")];
        for (int i = 0; i < parts.Length; i++)
            parts[i] = (reader.ReadText(), reader.ReadText());
        return new(seed, parts);
    }

    /// <summary>Checks that another identity is the same one.</summary>
    /// <param name="found">The identity in a checkpoint.</param>
    /// <param name="path">The checkpoint, for the message.</param>
    /// <exception cref="InvalidOperationException">It is not; the message says in what.</exception>
    public void Require(TrainingIdentity found, string path)
    {
        Dictionary<string, string> own = Named(this), other = Named(found);
        string[] differences = [.. own.Keys.Union(other.Keys)
            .Select(name => (Name: name, Own: own.GetValueOrDefault(name, Absent), Found: other.GetValueOrDefault(name, Absent)))
            .Where(part => part.Own != part.Found)
            .Select(part => $"its {part.Name} is '{part.Found}', but here it is '{part.Own}'")];
        if (differences.Length > 0)
            throw new InvalidOperationException($"The checkpoint '{path}' is of another training: {string.Join("; ", differences)}. Name another file, delete this one, or repeat that training.");
    }

    private static string LibraryVersion
    {
        get
        {
            // What follows a plus sign names the commit, and not what the code does.
            string own = typeof(SviFit).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? Absent;
            return $"{own} on TorchSharp {typeof(torch).Assembly.GetName().Version?.ToString(3)}";
        }
    }

    private static Dictionary<string, string> Named(TrainingIdentity identity)
    {
        Dictionary<string, string> named = new() { ["seed"] = $"{identity.Seed}" };
        foreach ((string name, string value) in identity.Parts)
            named[name] = value;
        return named;
    }

    private static string Describe(ITrainingData data) => $"{data.RowCount} of {data.FeatureCount} features with checksum {data.Checksum()}";

    private static string Checksum(Posterior? posterior) => posterior is null ? Absent : Convert.ToHexStringLower(SHA256.HashData(SectionWriting.ToBytes(writer =>
    {
        PosteriorSection.Write(writer, posterior);
        if (posterior.Sampling is { } rule)
            SamplingRuleKinds.Write(writer, rule);
    })).AsSpan(0, 6));
}
