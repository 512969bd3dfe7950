using Microsoft.ML.Data;

namespace Microsoft.ML.Bayesian.Tests;

/// <summary>The output columns of a Bayesian classifier for one row.</summary>
public sealed record ScoredRow(DataViewRowId Id, uint PredictedLabel, float[] Score, float Total, float Epistemic, float Aleatoric)
{
    public static ScoredRow[] All(IDataView scored)
    {
        using DataViewRowCursor cursor = scored.GetRowCursor(scored.Schema);
        return [.. Read(cursor)];
    }

    /// <summary>Reads the rest of the cursor and closes it.</summary>
    public static List<ScoredRow> Read(DataViewRowCursor cursor)
    {
        using (cursor)
        {
            ValueGetter<DataViewRowId> idGetter = cursor.GetIdGetter();
            ValueGetter<uint> labelGetter = cursor.GetGetter<uint>(cursor.Schema["PredictedLabel"]);
            ValueGetter<VBuffer<float>> scoreGetter = cursor.GetGetter<VBuffer<float>>(cursor.Schema["Score"]);
            ValueGetter<float>[] uncertaintyGetters =
            [
                .. new[] { "TotalUncertainty", "EpistemicUncertainty", "AleatoricUncertainty" }.Select(name => cursor.GetGetter<float>(cursor.Schema[name])),
            ];
            var rows = new List<ScoredRow>();
            while (cursor.MoveNext())
            {
                DataViewRowId id = default;
                uint label = 0;
                VBuffer<float> score = default;
                float[] uncertainty = new float[3];
                // The uncertainties first, and the last of them before the first, since cursors promise no order.
                for (int index = 2; index >= 0; index--)
                    uncertaintyGetters[index](ref uncertainty[index]);
                idGetter(ref id);
                scoreGetter(ref score);
                labelGetter(ref label);
                rows.Add(new(id, label, [.. score.DenseValues()], uncertainty[0], uncertainty[1], uncertainty[2]));
            }

            return rows;
        }
    }

    public static void AssertEqual(ScoredRow[] expected, ScoredRow[] actual)
    {
        Assert.HasCount(expected.Length, actual);
        for (int row = 0; row < expected.Length; row++)
        {
            Assert.AreEqual(expected[row] with { Score = [], Id = default }, actual[row] with { Score = [], Id = default }, $"row {row}");
            CollectionAssert.AreEqual(expected[row].Score, actual[row].Score, $"score of row {row}");
        }
    }
}
