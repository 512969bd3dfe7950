using System.Globalization;

namespace Microsoft.ML.Bayesian;

/// <summary>One of several values without an order.</summary>
/// <example><code>SearchDimension batch = new ChoiceDimension("BatchSize", [64, 256], defaultValue: 256);</code></example>
public sealed class ChoiceDimension : SearchDimension
{
    private readonly object[] values;
    private readonly string[] texts;

    /// <summary>Creates a dimension with a list of values.</summary>
    /// <param name="name">The name of the option that is chosen.</param>
    /// <param name="values">The values, at least one, with different texts: numbers, texts, enumeration values or Booleans.</param>
    /// <param name="defaultValue">The value where nothing is chosen; the first unless given.</param>
    /// <exception cref="ArgumentException">There are no values, two have the same text, or the default is none of them.</exception>
    public ChoiceDimension(string name, IReadOnlyList<object> values, object? defaultValue = null)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(values);
        this.values = [.. values];
        texts = [.. this.values.Select(Text)];
        if (texts.Length == 0)
            throw new ArgumentException($"The choice of {name} needs at least one value.", nameof(values));
        if (texts.Distinct().Count() != texts.Length)
            throw new ArgumentException($"The values of {name} must have different texts, but they are {string.Join(", ", texts)}.", nameof(values));
        Default = defaultValue ?? this.values[0];
        if (!this.values.Contains(Default))
            throw new ArgumentException($"The default of {name} must be one of {string.Join(", ", texts)}, but it is {Text(Default)}.", nameof(defaultValue));
    }

    /// <summary>The values that may be chosen.</summary>
    public IReadOnlyList<object> Values => values;

    /// <inheritdoc/>
    public override object Default { get; }

    internal override int? ChoiceCount => values.Length;

    /// <summary>The choice as text; equal choices have equal texts.</summary>
    /// <returns>One line: the name, the choices separated by bars, the default.</returns>
    public override string ToString() => $"{Name}: {string.Join(" | ", texts)}, default {Text(Default)}";

    internal override object FromUnit(double point) => values[Math.Min((int)(point * values.Length), values.Length - 1)];

    internal override double ToUnit(object value) => (Array.IndexOf(values, value) + 0.5) / values.Length;

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
