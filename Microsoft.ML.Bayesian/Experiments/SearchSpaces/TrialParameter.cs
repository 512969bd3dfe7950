using System.Globalization;
using System.Reflection;
using Microsoft.ML.Bayesian.Quantization;

namespace Microsoft.ML.Bayesian;

/// <summary>What one trial chose: a value for each dimension of the search space. Immutable; equal where all values are.</summary>
/// <example>
/// <code>
/// TrialParameter best = result.BestRun.Parameter;
/// SviClassificationTrainer.Options again = best.ApplyTo(new SviClassificationTrainer.Options { Epochs = 30 });
/// QuantizationOptions? bits = best.Quantization;
/// </code>
/// </example>
public sealed class TrialParameter : IEquatable<TrialParameter>
{
    private readonly (string Name, object Value)[] values;

    internal TrialParameter(IEnumerable<(string Name, object Value)> values) => this.values = [.. values];

    /// <summary>No choice at all.</summary>
    public static TrialParameter Empty { get; } = new([]);

    /// <summary>The names, in the order of the search space.</summary>
    public IEnumerable<string> Names => values.Select(value => value.Name);

    /// <summary>The value of a dimension.</summary>
    /// <param name="name">The name of the dimension.</param>
    /// <exception cref="ArgumentException">There is no such dimension.</exception>
    public object this[string name] => TryGet(name) ?? throw new ArgumentException($"There is no '{name}' in the parameter, which has {string.Join(", ", Names)}.", nameof(name));

    /// <summary>
    /// The quantization that a trial applied after training: <see cref="TrialOptions.QuantizationScheme"/> at
    /// <see cref="TrialOptions.QuantizationBits"/>, or null where the scheme is "none" or was not searched.
    /// </summary>
    public QuantizationOptions? Quantization => TryGet(nameof(TrialOptions.QuantizationScheme)) is string scheme && scheme != TrialOptions.NoQuantization
        ? QuantizationOptions.Uniform(Enum.Parse<QuantizationScheme>(scheme), (int)(TryGet(nameof(TrialOptions.QuantizationBits)) ?? new TrialOptions().QuantizationBits))
        : null;

    /// <summary>The options of the trainer with the chosen values in place of their own.</summary>
    /// <param name="options">The options, which stay as they are.</param>
    /// <returns>New options with the chosen values.</returns>
    /// <exception cref="ArgumentException">A name belongs to no option.</exception>
    public SviClassificationTrainer.Options ApplyTo(SviClassificationTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        SviClassificationTrainer.Options chosen = options with { };
        if (TryGet(nameof(TrialOptions.UnitsPerLayer)) is int || TryGet(nameof(TrialOptions.HiddenLayers)) is int)
        {
            var network = new TrialOptions();
            int layers = (int)(TryGet(nameof(TrialOptions.HiddenLayers)) ?? network.HiddenLayers), units = (int)(TryGet(nameof(TrialOptions.UnitsPerLayer)) ?? network.UnitsPerLayer);
            chosen = chosen with { Network = null, HiddenUnits = [.. Enumerable.Repeat(units, layers)] };
        }

        foreach ((string name, object value) in values.Where(value => typeof(TrialOptions).GetProperty(value.Name) is null))
        {
            PropertyInfo option = typeof(SviClassificationTrainer.Options).GetProperty(name)
                ?? throw new ArgumentException($"The search space has '{name}', but neither SviClassificationTrainer.Options nor TrialOptions has a property of that name.");
            option.SetValue(chosen, value);
        }

        return chosen;
    }

    /// <summary>The value of a dimension, or null where there is no such dimension.</summary>
    /// <param name="name">The name of the dimension.</param>
    /// <returns>The value, or null.</returns>
    public object? TryGet(string name) => Array.Find(values, value => value.Name == name).Value;

    /// <summary>Whether two parameters have the same dimensions with the same values, in the same order.</summary>
    /// <param name="other">The other parameter, or null.</param>
    /// <returns>True where they are the same.</returns>
    public bool Equals(TrialParameter? other) => other is not null && values.AsSpan().SequenceEqual(other.values);

    /// <summary>Whether something is a parameter with the same dimensions and values.</summary>
    /// <param name="obj">Anything, or null.</param>
    /// <returns>True where it is the same.</returns>
    public override bool Equals(object? obj) => Equals(obj as TrialParameter);

    /// <summary>A hash of all names and values.</summary>
    /// <returns>The hash, equal for equal parameters in one process.</returns>
    public override int GetHashCode() => values.Aggregate(0, HashCode.Combine);

    /// <summary>All values, as in "UnitsPerLayer=64, KlWeight=0.2".</summary>
    /// <returns>One line: names and values, separated by commas, in invariant culture.</returns>
    public override string ToString() => string.Join(", ", values.Select(value => string.Create(CultureInfo.InvariantCulture, $"{value.Name}={value.Value}")));

    internal TrialParameter With(string name, object value) => new(values.Where(own => own.Name != name).Append((name, value)));

    internal TrialParameter Without(string name) => new(values.Where(own => own.Name != name));
}
