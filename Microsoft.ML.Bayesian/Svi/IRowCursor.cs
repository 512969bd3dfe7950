namespace Microsoft.ML.Bayesian;

/// <summary>A pass over rows that can be trained on, one after the other.</summary>
internal interface IRowCursor : IDisposable
{
    /// <summary>The class of the present row, from 0.</summary>
    int ClassIndex { get; }

    /// <summary>The weight of the present row; 1 where rows have none.</summary>
    float Weight { get; }

    /// <summary>Goes to the next row.</summary>
    /// <returns>Whether there is one.</returns>
    bool MoveNext();

    /// <summary>Copies the features of the present row.</summary>
    void CopyTo(Span<float> features);
}
