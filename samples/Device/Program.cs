// Scores rows where there is neither libtorch nor ML.NET, and marks the answers not to trust: Device MODEL.bnn [ROWS.csv]
// Rows come from standard input unless a file is named, one a line, their features separated by commas. One line goes out for each,
// with the columns of 'bayesianml score' and a decision.
using System.Globalization;
using Microsoft.ML.Bayesian;

// In nats. For a model of yours, RejectionThresholds.Fit finds those that keep the risk you can bear (docs/decisions.md).
var thresholds = new RejectionThresholds(Epistemic: 0.1f, Aleatoric: 0.4f);

if (args.Length is not (1 or 2))
{
    Console.Error.WriteLine("Usage: Device MODEL.bnn [ROWS.csv]");
    return 2;
}

BayesianModel model = BayesianModel.Load(args[0]);
int features = model.Posterior.Network.InputCount, classes = model.Posterior.Network.ClassCount;
IReadOnlyList<string> names = model.ClassNames ?? [.. Enumerable.Range(0, classes).Select(index => index.ToString(CultureInfo.InvariantCulture))];

Console.WriteLine(string.Join(',', ["PredictedLabel", .. names.Select(name => "Probability." + name), "TotalUncertainty", "EpistemicUncertainty", "AleatoricUncertainty", "Decision"]));
using TextReader rows = args.Length > 1 ? File.OpenText(args[1]) : Console.In;
float[] row = new float[features];
for (int number = 1; rows.ReadLine() is { } line; number++)
{
    string[] fields = line.Split(',');
    bool isRow = fields.Length == features;
    for (int i = 0; isRow && i < features; i++)
        isRow = float.TryParse(fields[i], CultureInfo.InvariantCulture, out row[i]);
    if (!isRow)
    {
        Console.Error.WriteLine($"Line {number} is not a row: {features} numbers are needed, separated by commas.");
        return 1;
    }

    BayesianPrediction prediction = model.Predict(row)[0];
    float[] values = [.. prediction.Probabilities, prediction.Uncertainty.Total, prediction.Uncertainty.Epistemic, prediction.Uncertainty.Aleatoric];
    string decision = thresholds.Decide(prediction.Uncertainty);
    Console.WriteLine(string.Join(',', [names[prediction.PredictedClass], .. values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)), decision]));
}

return 0;
