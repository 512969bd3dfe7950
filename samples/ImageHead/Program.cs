// A pretrained ResNet-18 makes 512 features of a picture, and a Bayesian network with few weights learns from them: a few dozen pictures
// are enough, and it says when a picture shows something else. The pictures are drawn here; an argument names the folder for the model.
using BayesianML.Samples;
using Microsoft.ML;
using Microsoft.ML.Bayesian;
using Spectre.Console;

string folder = args.Length > 0 ? args[0] : Path.Combine("artifacts", "imagehead");
Directory.CreateDirectory(folder);

// 1. Draw: three shapes to learn, and one that is never learnt.
var random = new Random(3);
string[] known = ["disc", "square", "triangle"];
Picture[] training = [.. known.SelectMany(shape => Pictures.Draw(shape, 30, random))];
Picture[] tests = [.. known.Append("stripes").SelectMany(shape => Pictures.Draw(shape, 15, random))];

// 2. The featurizer is an ONNX model that ML.NET runs row by row (Microsoft.ML.OnnxTransformer); what stands behind it is a pipeline
//    like any other.
var mlContext = new MLContext(seed: 1);
var pipeline = mlContext.Transforms.DnnFeaturizeImage("Features", input => input.ModelSelector.ResNet18(mlContext, input.OutputColumn, input.InputColumn), nameof(Picture.Pixels))
    .Append(mlContext.Transforms.NormalizeMeanVariance("Features"))
    .Append(mlContext.Transforms.Conversion.MapValueToKey("LabelKey", nameof(Picture.Shape)))
    .Append(mlContext.Bayesian.SviClassifier(new SviClassificationTrainer.Options
    {
        LabelColumnName = "LabelKey",
        HiddenUnits = [16],
        Epochs = 60,
        BatchSize = 16,
    }))
    .Append(mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
ITransformer model = pipeline.Fit(mlContext.Data.LoadFromEnumerable(training));

// 3. Save it whole, ResNet-18 included, load it, and ask about new pictures.
string path = Path.Combine(folder, "shapes.zip");
mlContext.Model.Save(model, mlContext.Data.LoadFromEnumerable(training).Schema, path);
ITransformer loaded = mlContext.Model.Load(path, out _);
PictureAnswer[] answers = [.. mlContext.Data.CreateEnumerable<PictureAnswer>(loaded.Transform(mlContext.Data.LoadFromEnumerable(tests)), reuseRowObject: false)];

var table = new Table().AddColumns("pictures", "right", "total", "aleatoric", "epistemic").Title("Mean uncertainty in nats");
foreach (IGrouping<string, PictureAnswer> shape in answers.GroupBy(answer => answer.Shape))
{
    table.AddRow(
        shape.Key,
        known.Contains(shape.Key) ? shape.Average(answer => answer.PredictedLabel == answer.Shape ? 1.0 : 0).ToString("P0") : "never seen",
        shape.Average(answer => answer.TotalUncertainty).ToString("F3"),
        shape.Average(answer => answer.AleatoricUncertainty).ToString("F3"),
        shape.Average(answer => answer.EpistemicUncertainty).ToString("F3"));
}

AnsiConsole.Write(table);
Console.WriteLine($"Model: {Path.GetFullPath(path)}, {new FileInfo(path).Length / 1e6:F0} MB");

// 4. What the table must show.
double right = answers.Where(answer => known.Contains(answer.Shape)).Average(answer => answer.PredictedLabel == answer.Shape ? 1.0 : 0);
double epistemicKnown = answers.Where(answer => known.Contains(answer.Shape)).Average(answer => answer.EpistemicUncertainty);
double epistemicForeign = answers.Where(answer => !known.Contains(answer.Shape)).Average(answer => answer.EpistemicUncertainty);
if (right < 0.9 || epistemicForeign <= epistemicKnown)
{
    Console.Error.WriteLine($"Not as it should be: {right:P0} right; epistemic uncertainty {epistemicForeign:F3} on what was never seen, {epistemicKnown:F3} on what was.");
    return 1;
}

return 0;
