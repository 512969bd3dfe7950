using System.CommandLine.Invocation;

namespace BayesianML.CommandLine;

/// <summary>The whole program, with its surroundings as arguments.</summary>
internal static class CommandLineTool
{
    /// <summary>Runs a command line.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Run(IReadOnlyList<string> arguments, ToolConsole console, CancellationToken cancellation)
    {
        try
        {
            ParseResult parsed = Root(console, cancellation).Parse(arguments);
            if (parsed.Action is ParseErrorAction)
                throw new UsageException($"{Problem(parsed).TrimEnd('.')}. '{Name(parsed)} --help' lists what is possible.");
            return parsed.Invoke(new() { Output = console.Output, Error = console.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (OperationCanceledException)
        {
            console.Error.WriteLine("Cancelled.");
            return ExitCode.Cancelled;
        }
        catch (UsageException problem)
        {
            console.Error.WriteLine(problem.Message);
            return ExitCode.Usage;
        }
        catch (Exception failure)
        {
            console.Error.WriteLine(Sentence(failure));
            return ExitCode.Failure;
        }
        finally
        {
            console.Output.Flush();
        }
    }

    private static RootCommand Root(ToolConsole console, CancellationToken cancellation) => new("Bayesian neural networks: networks that know what they do not know.")
    {
        InfoCommand.Create(console),
        ImportCommand.Create(console),
        ExportCommand.Create(console),
        QuantizeCommand.Create(console, cancellation),
        ScoreCommand.Create(console, cancellation),
        EvaluateCommand.Create(console, cancellation),
        ExperimentCommand.Create(console, cancellation),
    };

    /// <summary>What is wrong with a command line; a word that is not known says more than what is missing instead of it.</summary>
    private static string Problem(ParseResult parsed) =>
        (parsed.Errors.FirstOrDefault(error => parsed.UnmatchedTokens.Any(word => error.Message.Contains($"'{word}'", StringComparison.Ordinal))) ?? parsed.Errors[0]).Message;

    private static string Name(ParseResult parsed) => parsed.CommandResult.Command is RootCommand ? "bayesianml" : $"bayesianml {parsed.CommandResult.Command.Name}";

    /// <summary>What went wrong, without what only the program's authors can use.</summary>
    private static string Sentence(Exception failure)
    {
        string message = failure.Message.Split('\n')[0].TrimEnd();
        if (failure is ArgumentException { ParamName: { } parameter })
            message = message.Replace($" (Parameter '{parameter}')", "", StringComparison.Ordinal);
        return failure is IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException or InvalidOperationException or NotSupportedException or TimeoutException or DllNotFoundException
            ? message
            : $"{failure.GetType().Name}: {message}";
    }
}
