using System.Reflection;
using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.Bayesian;

/// <summary>Everything that an experiment chooses. Immutable.</summary>
/// <example>
/// <code>
/// SearchSpace space = SearchSpace.SviClassifier
///     .Only("UnitsPerLayer", "KlWeight")
///     .With(new ChoiceDimension("BatchSize", [64, 256]));
/// </code>
/// </example>
public sealed class SearchSpace
{
    /// <summary>Creates a search space of given dimensions.</summary>
    /// <param name="dimensions">The dimensions, at least one, with different names.</param>
    /// <exception cref="ArgumentException">There are none, or two have the same name.</exception>
    public SearchSpace(IEnumerable<SearchDimension> dimensions)
    {
        ArgumentNullException.ThrowIfNull(dimensions);
        Dimensions = [.. dimensions];
        if (Dimensions.Count == 0)
            throw new ArgumentException("A search space needs at least one dimension.", nameof(dimensions));
        if (Dimensions.GroupBy(dimension => dimension.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"The search space has {twice.Count()} dimensions named '{twice.Key}'; each name may occur once.", nameof(dimensions));
        Default = new(Dimensions.Select(dimension => (dimension.Name, dimension.Default)));
    }

    /// <summary>
    /// What is usually worth choosing for a classifier: hidden layers and their units, the learning rate, the deviation of the prior and the one that
    /// training begins with, the KL weight, and scheme and bits of quantization.
    /// </summary>
    public static SearchSpace SviClassifier { get; } = new([
        .. Of<TrialOptions>().Dimensions.Take(2),
        .. Of<SviClassificationTrainer.Options>(
            nameof(SviClassificationTrainer.Options.LearningRate), nameof(SviClassificationTrainer.Options.PriorStandardDeviation),
            nameof(SviClassificationTrainer.Options.InitialStandardDeviation), nameof(SviClassificationTrainer.Options.KlWeight)).Dimensions,
        .. Of<TrialOptions>().Dimensions.Skip(2),
    ]);

    /// <summary>The options that are chosen, and the values of each.</summary>
    public IReadOnlyList<SearchDimension> Dimensions { get; }

    /// <summary>The value of every dimension where nothing is chosen.</summary>
    public TrialParameter Default { get; }

    /// <summary>
    /// Reads the attributes <see cref="RangeAttribute"/>, <see cref="ChoiceAttribute"/> and <see cref="BooleanChoiceAttribute"/> of ML.NET from the
    /// properties of a type of options.
    /// </summary>
    /// <typeparam name="TOptions">The type, for example <see cref="SviClassificationTrainer.Options"/> or <see cref="TrialOptions"/>.</typeparam>
    /// <param name="names">The properties to choose, in this order; all that have such an attribute unless given.</param>
    /// <returns>A search space with one dimension per property.</returns>
    /// <exception cref="ArgumentException">A property is missing, or has no such attribute.</exception>
    public static SearchSpace Of<TOptions>(params string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var attributed = typeof(TOptions).GetProperties().Select(DimensionOf).OfType<SearchDimension>().ToArray();
        return names.Length == 0 ? new(attributed) : Pick(attributed, names);
    }

    /// <summary>The same search space with fewer dimensions.</summary>
    /// <param name="names">The dimensions to keep, in this order.</param>
    /// <returns>A new search space with the named dimensions, in their order.</returns>
    /// <exception cref="ArgumentException">There is no dimension of a name.</exception>
    public SearchSpace Only(params string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return Pick(Dimensions, names);
    }

    /// <summary>The same search space with one dimension more, or with another one of the same name.</summary>
    /// <param name="dimension">The dimension, which takes the place of one of the same name.</param>
    /// <returns>A new search space; this one stays as it is.</returns>
    public SearchSpace With(SearchDimension dimension)
    {
        ArgumentNullException.ThrowIfNull(dimension);
        return new(Dimensions.Any(own => own.Name == dimension.Name)
            ? Dimensions.Select(own => own.Name == dimension.Name ? dimension : own)
            : Dimensions.Append(dimension));
    }

    /// <summary>The same search space without a dimension; itself where it has none of that name.</summary>
    /// <param name="name">The name of the dimension.</param>
    /// <returns>The search space without the dimension.</returns>
    public SearchSpace Without(string name) => Dimensions.Any(own => own.Name == name) ? new(Dimensions.Where(own => own.Name != name)) : this;

    /// <summary>All dimensions as text; equal search spaces have equal texts.</summary>
    /// <returns>One line: the dimensions, separated by semicolons.</returns>
    public override string ToString() => string.Join("; ", Dimensions);

    /// <summary>The parameter at a point of the unit cube: a number from 0 to below 1 for each dimension.</summary>
    internal TrialParameter FromUnit(IReadOnlyList<double> point) => new(Dimensions.Select((dimension, i) => (dimension.Name, dimension.FromUnit(point[i]))));

    internal double[] ToUnit(TrialParameter parameter) => [.. Dimensions.Select(dimension => dimension.ToUnit(parameter[dimension.Name]))];

    /// <summary>A random parameter: a function of seed and index.</summary>
    internal TrialParameter Draw(int seed, int index)
    {
        var draws = new SeededDraws(seed, index);
        return FromUnit([.. Dimensions.Select(_ => draws.NextUnit())]);
    }

    private static SearchSpace Pick(IReadOnlyList<SearchDimension> dimensions, string[] names) => new(names.Select(name =>
        dimensions.FirstOrDefault(dimension => dimension.Name == name)
        ?? throw new ArgumentException($"There is no dimension '{name}'; there are {string.Join(", ", dimensions.Select(dimension => dimension.Name))}.", nameof(names))));

    private static SearchDimension? DimensionOf(PropertyInfo property)
    {
        if (property.GetCustomAttribute<RangeAttribute>() is { } range)
        {
            return property.PropertyType == typeof(int)
                ? new RangeDimension(property.Name, (int)range.Min, (int)range.Max, (int?)range.Init, range.LogBase)
                : new RangeDimension(property.Name, Convert.ToDouble(range.Min), Convert.ToDouble(range.Max), range.Init is null ? null : Convert.ToDouble(range.Init), range.LogBase);
        }

        if (property.GetCustomAttribute<ChoiceAttribute>() is { } choice)
            return new ChoiceDimension(property.Name, choice.Candidates, choice.DefaultValue);
        return property.GetCustomAttribute<BooleanChoiceAttribute>() is { } boolean ? new ChoiceDimension(property.Name, [false, true], boolean.DefaultValue) : null;
    }
}
