using System.Diagnostics;
using Spectre.Console;

namespace BayesianML.Samples;

/// <summary>Shows work as a live bar on a terminal, and as a few plain lines where the output goes to a file or a log.</summary>
internal static class LiveProgress
{
    // Title, text, bar and share together fit into the 80 columns of a narrow terminal, where texts have no more than 40 characters.
    public static TResult Run<TResult>(string title, Func<IProgress<WorkProgress>, TResult> work)
    {
        if (!AnsiConsole.Profile.Capabilities.Interactive || !AnsiConsole.Profile.Capabilities.Ansi)
            return work(new Lines(title));

        return AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 20 }, new PercentageColumn())
            .Start(context => work(new Bar(context.AddTask(Markup.Escape(title), maxValue: 1), title)));
    }

    // Progress<T> would report from other threads and out of order; these two report where they are called.
    private sealed class Bar(ProgressTask task, string title) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value)
        {
            task.Value = value.Fraction;
            task.Description = Markup.Escape($"{title} {value.Text}");
        }
    }

    private sealed class Lines(string title) : IProgress<WorkProgress>
    {
        private static readonly TimeSpan longestSilence = TimeSpan.FromSeconds(30);

        private readonly Stopwatch silence = Stopwatch.StartNew();
        private int tenthsShown = -1;

        public void Report(WorkProgress value)
        {
            int tenths = (int)(value.Fraction * 10 + 1e-9);
            if (tenths <= tenthsShown && silence.Elapsed < longestSilence)
                return;
            tenthsShown = tenths;
            silence.Restart();
            Console.WriteLine($"{title} {value.Fraction,4:P0} {value.Text}");
        }
    }
}
