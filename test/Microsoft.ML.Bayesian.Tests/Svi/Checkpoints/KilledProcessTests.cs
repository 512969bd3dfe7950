using System.Diagnostics;
using System.Globalization;
using static Microsoft.ML.Bayesian.Tests.InterruptedTraining;

namespace Microsoft.ML.Bayesian.Tests;

/// <summary>Trains in processes that kill themselves (SIGKILL on Unix) at a chosen moment, and goes on in this one.</summary>
[TestClass]
public sealed class KilledProcessTests
{
    private const string Checkpoint = "BAYESIANML_TEST_CHECKPOINT", Moment = "BAYESIANML_TEST_KILL";

    [TestMethod]
    [Timeout(120_000)]
    public void Killed_in_an_epoch_or_while_a_checkpoint_is_written_a_training_goes_on_to_the_same_result()
    {
        SviResult whole = SviFit.Run(SixEpochs());
        WithPath(path =>
        {
            Kill(path, "step 21");
            byte[] before = File.ReadAllBytes(path);
            Kill(path, "writing");
            CollectionAssert.AreEqual(before, File.ReadAllBytes(path), "the old checkpoint must survive");
            Assert.HasCount(2, Directory.GetFiles(Path.GetDirectoryName(path)!), "beside the checkpoint there is what was being written");

            int resumed = 0;
            AreEqual(whole, SviFit.Run(SixEpochs(path: path) with { Resumed = epochs => resumed = epochs }));
            Assert.AreEqual(2, resumed);
            Assert.HasCount(1, Directory.GetFiles(Path.GetDirectoryName(path)!), "nothing is left beside the checkpoint");
        });
    }

    /// <summary>What a process of its own does; in this one, a training from its beginning to its end.</summary>
    [TestMethod]
    public void A_process_trains_until_it_is_killed()
    {
        string? moment = Environment.GetEnvironmentVariable(Moment);
        int steps = 0, last = moment?.StartsWith("step ", StringComparison.Ordinal) == true ? int.Parse(moment[5..], CultureInfo.InvariantCulture) : int.MaxValue;
        SviTask task = SixEpochs(path: Environment.GetEnvironmentVariable(Checkpoint)) with
        {
            CheckAlive = () =>
            {
                if (steps++ == last)
                    Process.GetCurrentProcess().Kill();
                if (moment == "writing")
                    WriteHalf(Environment.GetEnvironmentVariable(Checkpoint)!);
            },
        };
        Assert.HasCount(6, SviFit.Run(task).History);
    }

    private static void WriteHalf(string path) => AtomicFile.Write(path, stream =>
    {
        byte[] next = File.ReadAllBytes(path);
        stream.Write(next.AsSpan(0, next.Length / 2));
        stream.Flush();
        Process.GetCurrentProcess().Kill();
        Thread.Sleep(Timeout.Infinite);
    });

    private static void Kill(string path, string moment)
    {
        using var child = ChildProcess.RunTest($"Name={nameof(A_process_trains_until_it_is_killed)}", (Checkpoint, path), (Moment, moment));
        Assert.AreEqual(OperatingSystem.IsWindows() ? -1 : 128 + 9, child.ExitCode, child.Output);
    }
}
