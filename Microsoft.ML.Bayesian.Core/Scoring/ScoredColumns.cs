using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using VectorKind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace Microsoft.ML.Bayesian;

/// <summary>The columns of scored data that are read, by name; null for one that is not.</summary>
internal sealed record ScoredColumns(string? Label, string? Score, string? Total, string? Epistemic, string? Aleatoric)
{
    private const string Scores = "Vector<Single> of known size";

    /// <summary>Refuses data that lacks a column, or has it with another type.</summary>
    public void Check(IExceptionContext context, DataViewSchema schema, string parameter)
    {
        foreach ((string role, string? name) in Roles())
        {
            if (name is null)
                continue;
            DataViewType type = schema.GetColumnOrNull(name)?.Type ?? throw context.ExceptSchemaMismatch(parameter, role, name);
            string? expected = role switch
            {
                "label" => LabelReader.Accepts(type) ? null : LabelReader.Expected,
                "score" => type is VectorDataViewType { IsKnownSize: true, ItemType: NumberDataViewType item } && item == NumberDataViewType.Single ? null : Scores,
                _ => type == NumberDataViewType.Single ? null : nameof(Single),
            };
            if (expected is not null)
                throw context.ExceptSchemaMismatch(parameter, role, name, expected, type.ToString());
        }
    }

    /// <summary>The same, for the shape of data that does not exist yet.</summary>
    public void Check(IExceptionContext context, SchemaShape schema, string parameter)
    {
        foreach ((string role, string? name) in Roles())
        {
            if (name is null)
                continue;
            if (!schema.TryFindColumn(name, out SchemaShape.Column column))
                throw context.ExceptSchemaMismatch(parameter, role, name);
            string? expected = role switch
            {
                "label" => column.Kind == VectorKind.Scalar && (column.IsKey || LabelReader.Accepts(column.ItemType)) ? null : LabelReader.Expected,
                "score" => column.Kind == VectorKind.Vector && !column.IsKey && column.ItemType == NumberDataViewType.Single ? null : Scores,
                _ => column.Kind == VectorKind.Scalar && !column.IsKey && column.ItemType == NumberDataViewType.Single ? null : nameof(Single),
            };
            if (expected is not null)
                throw context.ExceptSchemaMismatch(parameter, role, name, expected, column.GetTypeString());
        }
    }

    /// <summary>The names of the columns that are read.</summary>
    public IEnumerable<string> Names() => Roles().Select(role => role.Name).OfType<string>();

    private (string Role, string? Name)[] Roles() =>
    [
        ("label", Label), ("score", Score), ("total uncertainty", Total), ("epistemic uncertainty", Epistemic), ("aleatoric uncertainty", Aleatoric),
    ];
}
