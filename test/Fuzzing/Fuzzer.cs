using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Microsoft.ML.Bayesian.Tests.Fuzzing;

/// <summary>Feeds a reader with damaged files. Whatever they hold, it must take or refuse them, soon and within little memory.</summary>
internal sealed partial class Fuzzer(FuzzTarget target, int seed)
{
    // Buffers that prediction and writing take whatever the file is; and what a byte of a file may cost, decoded and in exceptions.
    private const long FixedBytes = 1 << 20, BytesPerInputByte = 1000;

    private const int MostFaults = 10;

    private long began;

    /// <summary>How long the input has taken that is being read now; zero between inputs.</summary>
    public TimeSpan Current => Volatile.Read(ref began) is var start && start == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(start);

    /// <summary>The number of the input that is being read.</summary>
    public int Index { get; private set; }

    public FuzzReport Report { get; } = new();

    /// <summary>Reads inputs by their numbers.</summary>
    public FuzzReport Run(int first, int count, CancellationToken cancellation = default)
    {
        for (Index = first; Index < first + count && !cancellation.IsCancellationRequested; Index++)
        {
            byte[] input = target.Input(seed, Index);
            using Stream stream = Index % 2 == 0 ? new MemoryStream(input) : new ForwardOnlyStream(input);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Volatile.Write(ref began, Stopwatch.GetTimestamp());
            Exception? problem = Read(stream);
            TimeSpan time = Current;
            Volatile.Write(ref began, 0);
            Count(input, problem, GC.GetAllocatedBytesForCurrentThread() - before, time);
        }

        return Report;
    }

    private Exception? Read(Stream stream)
    {
        try
        {
            target.Read(stream);
            return null;
        }
#pragma warning disable CA1031 // Whatever comes out is what this program is about.
        catch (Exception problem)
#pragma warning restore CA1031
        {
            return problem;
        }
    }

    private void Count(byte[] input, Exception? problem, long allocated, TimeSpan time)
    {
        Report.MostAllocated = Math.Max(Report.MostAllocated, allocated);
        Report.Slowest = time > Report.Slowest ? time : Report.Slowest;
        if (allocated > FixedBytes + BytesPerInputByte * input.Length)
            AddFault($"{allocated:N0} bytes were allocated for an input of {input.Length:N0}: {problem?.Message ?? "taken"}");
        if (problem is null)
            Report.Taken++;
        else if (problem is InvalidDataException)
        {
            Report.Refused++;
            Report.Reasons.Add(Detail().Replace(problem.Message, "…"));
        }
        else
            AddFault(problem.ToString());
    }

    private void AddFault(string problem)
    {
        if (Report.Faults.Count < MostFaults)
            Report.Faults.Add((Index, problem));
    }

    [GeneratedRegex(@"'[^']*'|\[[^\]]*\]|[-\d.,∞×E+]+|NaN|[0-9A-F]{8}")]
    private static partial Regex Detail();
}
