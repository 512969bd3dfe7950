namespace BayesianML.Samples;

/// <summary>What every sample with a command line does around its work: usage, cancellation, and errors in one line.</summary>
internal static class SampleProgram
{
    /// <summary>The environment variable that names the folder of the data where the command line does not.</summary>
    public const string DataVariable = "BAYESIANML_DATA";

    /// <summary>Runs a sample.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="parse">Understands it, or throws an <see cref="ArgumentException"/>.</param>
    /// <param name="isHelp">Whether only the usage was asked for.</param>
    /// <param name="usage">The usage.</param>
    /// <param name="work">What the sample does.</param>
    /// <returns>The exit code: 0, 1 for a failure, 2 for a wrong command line, 130 for a cancellation.</returns>
    public static int Run<TOptions>(string[] args, Func<string[], TOptions> parse, Func<TOptions, bool> isHelp, string usage, Action<TOptions, CancellationToken> work)
    {
        TOptions options;
        try
        {
            options = parse(args);
        }
        catch (ArgumentException problem)
        {
            Console.Error.WriteLine($"{problem.Message}\n\n{usage}");
            return 2;
        }

        if (isHelp(options))
        {
            Console.WriteLine(usage);
            return 0;
        }

        using var cancellation = new CancellationTokenSource();
        Console.CancelKeyPress += (_, key) =>
        {
            // The first Ctrl+C ends the work in good order, a second one at once.
            key.Cancel = !cancellation.IsCancellationRequested;
            cancellation.Cancel();
        };

        try
        {
            work(options, cancellation.Token);
            return 0;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("Cancelled.");
            return 130;
        }
        catch (Exception problem) when (problem is IOException or InvalidDataException or UnauthorizedAccessException or InvalidOperationException or TimeoutException)
        {
            Console.Error.WriteLine(problem.Message);
            return 1;
        }
    }
}
