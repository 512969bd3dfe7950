using System.Globalization;

namespace Microsoft.ML.Bayesian;

/// <summary>A number from a range, both ends included.</summary>
/// <example><code>SearchDimension prior = new RangeDimension("PriorStandardDeviation", 0.05, 5, init: 1, logBase: true);</code></example>
public sealed class RangeDimension : SearchDimension
{
    // Whole numbers have one cell of the axis each.
    private readonly double first, last;

    /// <summary>Creates a dimension whose values are real numbers.</summary>
    /// <param name="name">The name of the option that is chosen.</param>
    /// <param name="min">The least value.</param>
    /// <param name="max">The greatest value.</param>
    /// <param name="init">The value where nothing is chosen; the middle unless given.</param>
    /// <param name="logBase">Whether ratios count rather than differences; the least value must then be greater than 0.</param>
    /// <exception cref="ArgumentException">The range is empty or not finite, the default lies outside, or a logarithmic range reaches 0.</exception>
    public RangeDimension(string name, double min, double max, double? init = null, bool logBase = false)
        : this(name, min, max, init, logBase, isWhole: false)
    {
    }

    /// <summary>Creates a dimension whose values are whole numbers.</summary>
    /// <param name="name">The name of the option that is chosen.</param>
    /// <param name="min">The least value.</param>
    /// <param name="max">The greatest value.</param>
    /// <param name="init">The value where nothing is chosen; the middle unless given.</param>
    /// <param name="logBase">Whether ratios count rather than differences; the least value must then be greater than 0.</param>
    /// <exception cref="ArgumentException">The range is empty, the default lies outside, or a logarithmic range reaches 0.</exception>
    public RangeDimension(string name, int min, int max, int? init = null, bool logBase = false)
        : this(name, min, max, init, logBase, isWhole: true)
    {
    }

    private RangeDimension(string name, double min, double max, double? init, bool logBase, bool isWhole)
        : base(name)
    {
        if (!(double.IsFinite(min) && double.IsFinite(max) && min < max))
            throw new ArgumentException($"The range of {name} must be finite and have a least value below its greatest, but it is {Text(min)} to {Text(max)}.", nameof(min));
        if (logBase && min <= 0)
            throw new ArgumentException($"The logarithmic range of {name} must begin above 0, but it begins at {Text(min)}.", nameof(min));
        if (init is { } given && !(given >= min && given <= max))
            throw new ArgumentException($"The default of {name} must lie between {Text(min)} and {Text(max)}, but it is {Text(given)}.", nameof(init));
        (Min, Max, LogBase, IsWhole) = (min, max, logBase, isWhole);
        (first, last) = (Axis(min), Axis(isWhole ? max + 1 : max));
        Default = init is { } value ? Value(value) : FromUnit(0.5);
    }

    /// <summary>The least value that may be chosen.</summary>
    public double Min { get; }

    /// <summary>The greatest value that may be chosen.</summary>
    public double Max { get; }

    /// <summary>Whether ratios count rather than differences.</summary>
    public bool LogBase { get; }

    /// <summary>Whether the values are <see cref="int"/> rather than <see cref="double"/>.</summary>
    public bool IsWhole { get; }

    /// <inheritdoc/>
    public override object Default { get; }

    internal override int? ChoiceCount => null;

    /// <summary>The range as text; equal ranges have equal texts.</summary>
    /// <returns>One line: the name, the least and the greatest value, how they are spread, the default.</returns>
    public override string ToString() => $"{Name}: {Text(Min)} to {Text(Max)}{(LogBase ? ", logarithmic" : "")}{(IsWhole ? ", whole" : "")}, default {Text(Convert.ToDouble(Default, CultureInfo.InvariantCulture))}";

    internal override object FromUnit(double point)
    {
        double position = first + point * (last - first), value = LogBase ? Math.Exp(position) : position;
        return Value(Math.Clamp(IsWhole ? Math.Floor(value) : value, Min, Max));
    }

    internal override double ToUnit(object value)
    {
        double number = Convert.ToDouble(value, CultureInfo.InvariantCulture);
        double position = IsWhole ? (Axis(number) + Axis(number + 1)) / 2 : Axis(number);
        return Math.Clamp((position - first) / (last - first), 0, 1);
    }

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private object Value(double number)
    {
        object whole = (int)number;
        return IsWhole ? whole : number;
    }

    private double Axis(double number) => LogBase ? Math.Log(number) : number;
}
