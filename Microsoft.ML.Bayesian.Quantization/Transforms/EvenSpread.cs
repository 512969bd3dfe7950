namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>Keeps some items of a sequence of any length, evenly spread, in one pass: between half and all of a number that is not exceeded.</summary>
/// <param name="most">The number; even.</param>
internal sealed class EvenSpread<T>(int most)
{
    private List<T> items = [];
    private long stride = 1;

    /// <summary>The items that are kept.</summary>
    public IReadOnlyList<T> Items => items;

    /// <summary>The items that were offered.</summary>
    public long Offered { get; private set; }

    /// <summary>Offers the next item, which is made only if it is kept.</summary>
    public void Offer(Func<T> make)
    {
        long index = Offered++;
        if (index % stride != 0)
            return;
        if (items.Count == most)
        {
            stride *= 2;
            items = [.. items.Where((_, place) => place % 2 == 0)];
        }

        if (index % stride == 0)
            items.Add(make());
    }
}
