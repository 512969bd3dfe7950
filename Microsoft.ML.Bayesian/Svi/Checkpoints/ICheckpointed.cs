namespace Microsoft.ML.Bayesian;

/// <summary>A part of a fit that changes while it trains, and that a checkpoint keeps.</summary>
internal interface ICheckpointed
{
    /// <summary>The section of the checkpoint that holds the part.</summary>
    string Tag { get; }

    /// <summary>Writes everything that later steps depend on.</summary>
    void Save(BinaryWriter writer);

    /// <summary>Takes back what <see cref="Save"/> wrote, in a fit of the same task.</summary>
    void Restore(SectionReader reader);
}
