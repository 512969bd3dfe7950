using Microsoft.ML.Data;

namespace Microsoft.ML.Bayesian;

/// <summary>The annotation of a score by which a later step knows the rows that its temperature was fitted to.</summary>
internal static class TemperatureRows
{
    public const string Kind = "TemperatureRows";

    public static void Add(DataViewSchema.Annotations.Builder builder, ulong[] hashes)
    {
        var values = new VBuffer<ulong>(hashes.Length, hashes);
        builder.Add(Kind, new VectorDataViewType(NumberDataViewType.UInt64, hashes.Length), (ref VBuffer<ulong> destination) => values.CopyTo(ref destination));
    }

    /// <summary>The annotation as a trainer's promise has it.</summary>
    public static SchemaShape.Column Promise() => new(Kind, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.UInt64, false);

    /// <summary>The hashes; none where the score was not scaled.</summary>
    public static ulong[] Of(DataViewSchema.Column score)
    {
        if (score.Annotations.Schema.GetColumnOrNull(Kind) is null)
            return [];
        VBuffer<ulong> hashes = default;
        score.Annotations.GetValue(Kind, ref hashes);
        return [.. hashes.DenseValues()];
    }
}
