namespace BayesianML.Samples;

/// <summary>One row of any of the tables.</summary>
internal sealed class TableRow
{
    /// <summary>The index of the class, from 0.</summary>
    public uint Label { get; init; }

    /// <summary>Whether it is the second class, as trainers for two classes have it.</summary>
    public bool IsSecondClass => Label == 1;

    /// <summary>The numbers; NaN where one is missing.</summary>
    public float[] Numbers { get; init; } = [];

    /// <summary>The categories, each as column=value.</summary>
    public string[] Categories { get; init; } = [];
}
