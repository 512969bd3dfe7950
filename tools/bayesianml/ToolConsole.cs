using Spectre.Console;

namespace BayesianML.CommandLine;

/// <summary>Where results and messages go.</summary>
/// <param name="Output">Results, and nothing else.</param>
/// <param name="Error">Errors and progress.</param>
internal sealed record ToolConsole(TextWriter Output, TextWriter Error)
{
    public bool OutputIsTerminal { get; init; }

    public bool ErrorIsTerminal { get; init; }

    /// <summary>Works under a progress bar where somebody may be looking at one: never in a log, and not between rows of a result.</summary>
    /// <param name="title">What is being done.</param>
    /// <param name="printsRows">Whether the work itself writes to <see cref="Output"/>.</param>
    /// <param name="work">The work; it is told where to report the share that is done, 0 to 1.</param>
    public TResult WithProgress<TResult>(string title, bool printsRows, Func<IProgress<double>, TResult> work)
    {
        if (!ErrorIsTerminal || printsRows && OutputIsTerminal)
            return work(new Silence());
        IAnsiConsole terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Error) });
        return terminal.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn { Width = 30 }, new PercentageColumn(), new RemainingTimeColumn())
            .Start(context => work(new Bar(context.AddTask(Markup.Escape(title), maxValue: 1))));
    }

    private sealed class Silence : IProgress<double>
    {
        public void Report(double value)
        {
        }
    }

    private sealed class Bar(ProgressTask task) : IProgress<double>
    {
        public void Report(double value) => task.Value = value;
    }
}
