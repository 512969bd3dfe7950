namespace Microsoft.ML.Bayesian;

/// <summary>Taps of one output position: those of a <see cref="TapTable"/>, or the part of them that adds anything.</summary>
/// <param name="features">The inputs' distances from the position's first input.</param>
/// <param name="weightRows">The rows of the weights.</param>
/// <param name="count">The number of taps.</param>
internal readonly unsafe struct Taps(int* features, int* weightRows, int count)
{
    public readonly int* Features = features, WeightRows = weightRows;

    public readonly int Count = count;
}
