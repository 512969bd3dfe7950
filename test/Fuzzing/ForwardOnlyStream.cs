namespace Microsoft.ML.Bayesian.Tests.Fuzzing;

/// <summary>A stream that does not tell where it ends, as one from a network; readers have less to check claims against.</summary>
internal sealed class ForwardOnlyStream(byte[] bytes) : MemoryStream(bytes)
{
    public override bool CanSeek => false;
}
