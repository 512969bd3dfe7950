// Trains a Bayesian network on drawings that this program makes itself, and shows which of its answers not to trust.
// Needs no files and no network. An argument names the folder for the model and the picture.
using BayesianML.Samples;
using Microsoft.ML;
using Microsoft.ML.Bayesian;
using Microsoft.ML.Bayesian.Quantization;
using Spectre.Console;

string folder = args.Length > 0 ? args[0] : Path.Combine("artifacts", "quickstart");
Directory.CreateDirectory(folder);

// 1. Draw. Most training rows are clear digits. Some are blends of two digits, labelled as either of them: they are ambiguous
//    in themselves, and no amount of data will make them clear. Shapes are kept for later: the network never trains on one.
var random = new Random(2);
Drawing[] training = [.. Drawings.Digits(8000, random), .. Drawings.Blends(4000, random)];
var tests = new Dictionary<string, Drawing[]>
{
    ["clear digits"] = Drawings.Digits(500, random),
    ["blends of two digits"] = Drawings.Blends(500, random),
    ["shapes, never seen"] = Drawings.Shapes(500, random),
};

// 2. Train, with a pipeline like any other in ML.NET.
var mlContext = new MLContext(seed: 1);
var model = LiveProgress.Run("Training", progress =>
{
    var trainer = mlContext.Bayesian.SviClassifier(new SviClassificationTrainer.Options
    {
        LabelColumnName = "LabelKey",
        FeatureColumnName = nameof(Drawing.Pixels),
        HiddenUnits = [64, 64],
        Epochs = 30,
        BatchSize = 128,
        KlWeight = 0.3,
        Progress = new TrainingProgress(progress),
    });
    var pipeline = mlContext.Transforms.Conversion.MapValueToKey("LabelKey", nameof(Drawing.Label))
        .Append(trainer)
        .Append(mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
    return pipeline.Fit(mlContext.Data.LoadFromEnumerable(training));
});

// 3. Ask it about drawings of all three kinds.
var answers = tests.ToDictionary(test => test.Key, test => mlContext.Data
    .CreateEnumerable<Answer>(model.Transform(mlContext.Data.LoadFromEnumerable(test.Value)), reuseRowObject: false)
    .ToArray());

var table = new Table().AddColumns("drawings", "right", "total", "aleatoric", "epistemic").Title("Mean uncertainty in nats");
foreach (var (kind, of) in answers)
{
    table.AddRow(
        kind,
        kind.StartsWith("shapes", StringComparison.Ordinal) ? "–" : of.Average(answer => answer.PredictedLabel == answer.Label ? 1.0 : 0).ToString("P1"),
        of.Average(answer => answer.TotalUncertainty).ToString("F3"),
        of.Average(answer => answer.AleatoricUncertainty).ToString("F3"),
        of.Average(answer => answer.EpistemicUncertainty).ToString("F3"));
}

AnsiConsole.Write(table);
Console.WriteLine("Aleatoric: the drawing itself is ambiguous. Epistemic: the network has never seen anything like it. Total: both.");

// 4. Save the whole pipeline, load it again, and ask about one drawing, as a service would.
string modelPath = Path.Combine(folder, "digits.zip");
mlContext.Model.Save(model, mlContext.Data.LoadFromEnumerable(training).Schema, modelPath);
ITransformer loaded = mlContext.Model.Load(modelPath, out _);
using var engine = mlContext.Model.CreatePredictionEngine<Drawing, Answer>(loaded);
Answer one = engine.Predict(tests["clear digits"][0]);
Console.WriteLine($"From the saved model: a drawn {one.Title} is a {one.PredictedLabel} with probability {one.Score.Max():P1}, uncertainty {one.TotalUncertainty:F3} nats.");

// 5. Make it small, for a device that has neither libtorch nor ML.NET: samples/Device scores such rows with it (docs/deployment.md).
string smallPath = Path.Combine(folder, "digits.bnn"), rowsPath = Path.Combine(folder, "drawings.csv");
var small = mlContext.Bayesian.Quantize(model, QuantizationScheme.Joint, calibrationData: mlContext.Data.LoadFromEnumerable(training));
small.OfType<BayesianClassificationTransformer>().Single().Model.Save(smallPath);
File.WriteAllLines(rowsPath, tests.Values.SelectMany(of => of.Take(4)).Select(drawing => string.Join(',', drawing.Pixels)));

// 6. Show the drawings of each kind that it trusts least.
string picturePath = Path.Combine(folder, "trusted-least.png");
ImageGrid.Save(picturePath, "The drawings of each kind that the network trusts least", [.. answers.Select(kind => new ImageRow(
    kind.Key,
    [.. kind.Value.OrderByDescending(answer => answer.TotalUncertainty).Take(8).Select(answer => new GridImage(
        answer.Pixels,
        $"{answer.Title}, says {answer.PredictedLabel}\naleatoric {answer.AleatoricUncertainty:F2}\nepistemic {answer.EpistemicUncertainty:F2}"))]))]);
Console.WriteLine($"Model:   {Path.GetFullPath(modelPath)}");
Console.WriteLine($"Small:   {Path.GetFullPath(smallPath)}");
Console.WriteLine($"Picture: {Path.GetFullPath(picturePath)}");

// 7. What the table must show, if uncertainty means anything.
string mostAmbiguous = answers.MaxBy(kind => kind.Value.Average(answer => answer.AleatoricUncertainty)).Key;
string mostForeign = answers.MaxBy(kind => kind.Value.Average(answer => answer.EpistemicUncertainty)).Key;
if (!mostAmbiguous.StartsWith("blends", StringComparison.Ordinal) || !mostForeign.StartsWith("shapes", StringComparison.Ordinal))
{
    Console.Error.WriteLine($"Not as it should be: aleatoric uncertainty is highest on {mostAmbiguous}, epistemic on {mostForeign}.");
    return 1;
}

return 0;
