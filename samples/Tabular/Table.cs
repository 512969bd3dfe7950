using Microsoft.ML;
using Microsoft.ML.Data;

namespace BayesianML.Samples;

/// <summary>A table, and how its columns become features.</summary>
/// <param name="Name">The name.</param>
/// <param name="ClassCount">The number of classes.</param>
/// <param name="Rows">The rows.</param>
/// <param name="Featurizer">Makes the column Features. Fitted to the training rows of a fold only; the same for every trainer.</param>
internal sealed record Table(string Name, int ClassCount, IReadOnlyList<TableRow> Rows, Func<MLContext, IEstimator<ITransformer>> Featurizer)
{
    /// <summary>Some rows as data, with the label as a key.</summary>
    public IDataView View(MLContext mlContext, IEnumerable<TableRow> rows)
    {
        var schema = SchemaDefinition.Create(typeof(TableRow));
        schema[nameof(TableRow.Label)].ColumnType = new KeyDataViewType(typeof(uint), ClassCount);
        schema[nameof(TableRow.Numbers)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, Rows[0].Numbers.Length);
        if (Rows[0].Categories.Length > 0)
            schema[nameof(TableRow.Categories)].ColumnType = new VectorDataViewType(TextDataViewType.Instance, Rows[0].Categories.Length);
        return mlContext.Data.LoadFromEnumerable(rows, schema);
    }
}
