using System.Globalization;

namespace Microsoft.ML.Bayesian;

/// <summary>One axis of a chart.</summary>
/// <param name="Title">What it shows, and in which unit.</param>
/// <param name="From">The value at its beginning.</param>
/// <param name="To">The value at its end.</param>
/// <param name="Ticks">The values that are written beside it.</param>
internal sealed record ChartAxis(string Title, double From, double To, IReadOnlyList<(double Value, string Text)> Ticks)
{
    /// <summary>Shares from 0 to 1.</summary>
    public static ChartAxis Shares(string title) => new(title, 0, 1, [.. Enumerable.Range(0, 6).Select(tick => (tick / 5.0, $"{20 * tick} %"))]);

    /// <summary>From 0 to a largest value, in round steps.</summary>
    /// <param name="title">What the axis shows.</param>
    /// <param name="largest">The end of the axis, above 0.</param>
    /// <param name="factor">What a value is multiplied by before it is written: 100 for percent.</param>
    /// <param name="unit">What is written behind it.</param>
    public static ChartAxis UpTo(string title, double largest, double factor = 1, string unit = "")
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(largest)));
        double step = new[] { 0.1, 0.2, 0.5, 1 }.Select(part => part * power).First(part => largest / part <= 6 || part == power);
        int count = (int)Math.Floor(largest / step + 1e-9);
        return new(title, 0, largest, [.. Enumerable.Range(0, count + 1).Select(tick => (tick * step, (tick * step * factor).ToString("0.####", CultureInfo.InvariantCulture) + unit))]);
    }

    /// <summary>Logarithms of shares from 1 in 10,000 to all.</summary>
    public static ChartAxis LogShares(string title) => new(title, -4, 0, [(-4, "0.01 %"), (-3, "0.1 %"), (-2, "1 %"), (-1, "10 %"), (0, "100 %")]);
}
