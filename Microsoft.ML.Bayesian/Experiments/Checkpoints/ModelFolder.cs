using System.Globalization;

namespace Microsoft.ML.Bayesian;

/// <summary>Keeps models as ML.NET's files in a folder beside the checkpoint.</summary>
internal sealed class ModelFolder(string folder, MLContext mlContext, DataViewSchema? inputSchema) : ModelStore
{
    private const string Prefix = "trial-", Suffix = ".zip";

    private readonly HashSet<int> retained = [];

    public override void Add(int trialId, ITransformer model)
    {
        Directory.CreateDirectory(folder);
        AtomicFile.Write(PathOf(trialId), stream => mlContext.Model.Save(model, inputSchema, stream));
        retained.Add(trialId);
    }

    public override void Retain(IReadOnlyCollection<int> trialIds)
    {
        retained.Clear();
        retained.UnionWith(trialIds);
        if (!Directory.Exists(folder))
            return;
        HashSet<string> kept = [.. trialIds.Select(PathOf)];
        foreach (string file in Directory.GetFiles(folder, $"{Prefix}*{Suffix}").Where(file => !kept.Contains(file)))
            File.Delete(file);
    }

    public override ITransformer? Open(int trialId)
    {
        if (!retained.Contains(trialId))
            return null;
        try
        {
            return mlContext.Model.Load(PathOf(trialId), out _);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new IOException($"The model of trial {trialId} is no longer in '{folder}'. Train it again from its parameter and seed.", missing);
        }
    }

    private string PathOf(int trialId) => Path.Combine(folder, $"{Prefix}{trialId.ToString("D6", CultureInfo.InvariantCulture)}{Suffix}");
}
