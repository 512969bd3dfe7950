namespace Microsoft.ML.Bayesian;

/// <summary>One thing that an experiment chooses.</summary>
public abstract class SearchDimension
{
    private protected SearchDimension(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
    }

    /// <summary>What is chosen: the name of an option.</summary>
    public string Name { get; }

    /// <summary>The value where nothing is chosen.</summary>
    public abstract object Default { get; }

    /// <summary>The number of values without an order, or null where values are numbers.</summary>
    internal abstract int? ChoiceCount { get; }

    /// <summary>The value at a point of the unit interval [0, 1), in which every value (on a logarithmic axis: every ratio) has the same room.</summary>
    internal abstract object FromUnit(double point);

    /// <summary>The middle of a value's room in the unit interval.</summary>
    internal abstract double ToUnit(object value);
}
