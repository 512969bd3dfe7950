using Microsoft.ML.Runtime;

namespace Microsoft.ML.Bayesian;

/// <summary>Makes the context of one trial.</summary>
internal static class ChildContext
{
    /// <summary>A fresh context with a seed of its own, the parent's GPU and temporary folder, and a log that goes to the parent's.</summary>
    /// <param name="parent">The context of the experiment.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="channel">A channel of the parent.</param>
    public static MLContext Create(MLContext parent, int seed, IChannel channel)
    {
        var child = new MLContext(seed) { GpuDeviceId = parent.GpuDeviceId, FallbackToCpu = parent.FallbackToCpu };
        if (parent.TempFilePath is { } folder)
            child.TempFilePath = folder;
        child.Log += (_, message) =>
        {
            // Braces are no placeholders here.
            Action<MessageSensitivity, string> report = message.Kind switch
            {
                ChannelMessageKind.Error => channel.Error,
                ChannelMessageKind.Warning => channel.Warning,
                ChannelMessageKind.Info => channel.Info,
                _ => channel.Trace,
            };
            report(MessageSensitivity.All, message.RawMessage);
        };
        return child;
    }
}
