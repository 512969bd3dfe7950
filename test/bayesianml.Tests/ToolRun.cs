using System.Text.Json;

namespace BayesianML.CommandLine.Tests;

/// <summary>One run of the program within the test's process.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error)
{
    public static ToolRun Of(params string[] arguments) => Of(CancellationToken.None, arguments);

    public static ToolRun Of(CancellationToken cancellation, params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        int exitCode = CommandLineTool.Run(arguments, new ToolConsole(output, error), cancellation);
        return new(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>The output of a run that must succeed without a word on standard error.</summary>
    public static string Succeed(params string[] arguments)
    {
        ToolRun run = Of(arguments);
        Assert.AreEqual((0, ""), (run.ExitCode, run.Error));
        return run.Output;
    }

    /// <summary>The error of a run that must fail with one sentence and print nothing else.</summary>
    public static string Fail(int exitCode, params string[] arguments)
    {
        ToolRun run = Of(arguments);
        Assert.AreEqual((exitCode, ""), (run.ExitCode, run.Output), run.Error);
        Assert.HasCount(2, run.Error.Split(Environment.NewLine), run.Error);
        return run.Error.TrimEnd();
    }

    /// <summary>The JSON of a run that must print it and nothing else.</summary>
    public static JsonElement Json(params string[] arguments) => JsonDocument.Parse(Succeed([.. arguments, "--json"])).RootElement;
}
