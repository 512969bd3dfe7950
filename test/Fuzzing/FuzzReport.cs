namespace Microsoft.ML.Bayesian.Tests.Fuzzing;

/// <summary>What became of many inputs.</summary>
internal sealed class FuzzReport
{
    /// <summary>Inputs that were read.</summary>
    public int Taken { get; set; }

    /// <summary>Inputs that were refused, as damaged.</summary>
    public int Refused { get; set; }

    /// <summary>Different reasons of refusals, digits and quoted names aside.</summary>
    public HashSet<string> Reasons { get; } = [];

    /// <summary>The first inputs that ended otherwise or took too much memory: their number and what happened.</summary>
    public List<(int Index, string Problem)> Faults { get; } = [];

    /// <summary>The most managed memory, in bytes, that reading one input has allocated.</summary>
    public long MostAllocated { get; set; }

    /// <summary>The longest time that one input took.</summary>
    public TimeSpan Slowest { get; set; }
}
