// Loads a model zip with a new MLContext, having touched no type of the Bayesian libraries, and scores the feature vectors that come
// in on standard input, one a line: label key, uncertainties and class probabilities go out.
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

var mlContext = new MLContext();
ITransformer transformer = mlContext.Model.Load(args[0], out DataViewSchema schema);

var input = SchemaDefinition.Create(typeof(Features));
input["Features"].ColumnType = schema["Features"].Type;
var rows = new List<Features>();
while (Console.ReadLine() is { } line)
    rows.Add(new Features([.. line.Split(' ').Select(value => float.Parse(value, CultureInfo.InvariantCulture))]));

IDataView scored = transformer.Transform(mlContext.Data.LoadFromEnumerable(rows, input));
foreach (Scores row in mlContext.Data.CreateEnumerable<Scores>(scored, reuseRowObject: false))
{
    float[] values = [row.TotalUncertainty, row.EpistemicUncertainty, row.AleatoricUncertainty, .. row.Score];
    Console.WriteLine(row.PredictedLabel + " " + string.Join(' ', values.Select(value => value.ToString("R", CultureInfo.InvariantCulture))));
}

internal sealed class Features(float[] values)
{
    [ColumnName("Features")]
    public float[] Values { get; } = values;
}

internal sealed class Scores
{
    [KeyType(int.MaxValue)]
    public uint PredictedLabel { get; set; }

    public float[] Score { get; set; } = [];

    public float TotalUncertainty { get; set; }

    public float EpistemicUncertainty { get; set; }

    public float AleatoricUncertainty { get; set; }
}
