using System.Text;

namespace Microsoft.ML.Bayesian;

/// <summary>The constants of the model file; <c>docs/format.md</c> specifies them.</summary>
internal static class ModelFormat
{
    /// <summary>The version that is written, and the newest that is read.</summary>
    public const uint Version = 1;

    public const int TagLength = 4;

    /// <summary>The flag of a section that a reader must understand.</summary>
    public const uint Required = 1;

    public const string Network = "NETW", Prior = "PRIO", Posterior = "POST", Inference = "INFR", Drawing = "DRAW", Normalization = "NORM", ClassNames = "CLAS";

    /// <summary>Refuses malformed text on both ways instead of replacing it.</summary>
    public static readonly UTF8Encoding Text = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Like PNG's: no text, and damaged by whatever changes line ends or strips the eighth bit.</summary>
    public static ReadOnlySpan<byte> Magic => [0x89, (byte)'B', (byte)'N', (byte)'N', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    /// <summary>The model file as a kind of file with sections.</summary>
    public static SectionFile File { get; } = new("model file", "a Bayesian model file (.bnn)", Magic.ToArray(), Version);
}
