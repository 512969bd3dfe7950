using System.Text.Json;
using System.Text.Json.Serialization;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// A file of JSON lines: first what the experiment is, then one line for each trial, on the disk before the next trial begins. Of a process that was
/// killed, at most the last line is incomplete; it is dropped, and its trial runs again.
/// </summary>
internal sealed class ExperimentCheckpoint : IDisposable
{
    private static readonly JsonSerializerOptions json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly FileStream file;

    private ExperimentCheckpoint(FileStream file, IReadOnlyList<TrialRecord> trials) => (this.file, Trials) = (file, trials);

    /// <summary>The trials that were in the file when it was opened.</summary>
    public IReadOnlyList<TrialRecord> Trials { get; }

    /// <summary>Begins a checkpoint, or opens the one that is there. Nobody else can write to it meanwhile.</summary>
    /// <exception cref="InvalidOperationException">It is of another experiment.</exception>
    /// <exception cref="InvalidDataException">It is no checkpoint, or a line other than the last is damaged; the message names the line. The file stays as it is.</exception>
    public static ExperimentCheckpoint Open(string path, ExperimentIdentity identity)
    {
        if (!File.Exists(path) || new FileInfo(path).Length == 0)
            AtomicFile.Write(path, stream => stream.Write(Line(identity)));
        var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            return new(file, Read(file, path, identity));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Adds a trial; it is on the disk when the call returns.</summary>
    public void Append(TrialRecord trial)
    {
        file.Write(Line(trial));
        file.Flush(flushToDisk: true);
    }

    public void Dispose() => file.Dispose();

    private static byte[] Line<T>(T value) => [.. JsonSerializer.SerializeToUtf8Bytes(value, json), (byte)'\n'];

    private static List<TrialRecord> Read(FileStream file, string path, ExperimentIdentity identity)
    {
        var content = new byte[file.Length];
        file.ReadExactly(content);
        int end = content.AsSpan().IndexOf((byte)'\n') + 1;
        if (end == 0 || !TryParse(content.AsSpan(0, end), out ExperimentIdentity? found) || found!.Format != identity.Format)
            throw new InvalidDataException($"'{path}' is no checkpoint of an experiment: its first line does not say so. Name another file.");
        identity.Require(found, path);

        var trials = new List<TrialRecord>();
        while (end < content.Length)
        {
            int length = content.AsSpan(end).IndexOf((byte)'\n') + 1;
            if (length > 0 && TryParse(content.AsSpan(end, length), out TrialRecord? trial) && trial!.Trial == trials.Count)
            {
                trials.Add(trial);
                end += length;
            }
            else if (length == 0 || end + length == content.Length)
            {
                break;
            }
            else
            {
                throw new InvalidDataException($"Line {trials.Count + 2} of the checkpoint '{path}' is damaged: it is not trial {trials.Count}. Repair the line, or cut the file off before it.");
            }
        }

        file.SetLength(end);
        file.Position = end;
        return trials;
    }

    private static bool TryParse<T>(ReadOnlySpan<byte> line, out T? value)
        where T : class
    {
        try
        {
            value = JsonSerializer.Deserialize<T>(line, json);
        }
        catch (JsonException)
        {
            value = null;
        }

        return value is not null;
    }
}
