using Microsoft.ML;
using Microsoft.ML.Data;

namespace BayesianML.Samples;

/// <summary>What a contender reached on each fold, and with which setting.</summary>
internal sealed record Outcome(Contender Contender, IReadOnlyList<Figures> Folds, IReadOnlyList<Setting> Chosen);

/// <summary>
/// Compares all contenders over the same folds. For each fold, a contender chooses the setting with the least negative log-likelihood over
/// inner folds of the training rows alone; the rows of the fold itself are scored once.
/// </summary>
internal sealed class Comparison(Table table, TabularOptions options, IProgress<WorkProgress> progress, CancellationToken cancellation)
{
    private const int InnerFolds = 3;

    private readonly int total = Contenders.All.Count * options.Folds * (Contender.SettingCount * InnerFolds + 1);
    private int done;

    public IReadOnlyList<Outcome> Run()
    {
        TableRow[][] folds = Folds.Split(Folds.Sample(table.Rows, options.Rows, options.Seed), options.Folds, options.Seed);
        return [.. Contenders.All.Select(contender =>
        {
            var figures = new List<Figures>();
            var chosen = new List<Setting>();
            for (int fold = 0; fold < folds.Length; fold++)
            {
                TableRow[] training = Folds.Without(folds, fold);
                chosen.Add(Choose(contender, training));
                figures.Add(Judge(contender, chosen[^1], training, folds[fold]));
            }

            return new Outcome(contender, figures, chosen);
        })];
    }

    private Setting Choose(Contender contender, TableRow[] rows)
    {
        TableRow[][] inner = Folds.Split(rows, InnerFolds, options.Seed);
        return contender.Settings.MinBy(setting => Enumerable.Range(0, InnerFolds)
            .Average(fold => Judge(contender, setting, Folds.Without(inner, fold), inner[fold]).NegativeLogLikelihood))!;
    }

    private Figures Judge(Contender contender, Setting setting, TableRow[] training, TableRow[] test)
    {
        cancellation.ThrowIfCancellationRequested();
        progress.Report(new((double)done++ / total, $"{table.Name}, {contender.Name}"));
        var mlContext = new MLContext(options.Seed);
        IEstimator<ITransformer> pipeline = table.Featurizer(mlContext).Append(setting.Create(mlContext, table, training.Length));
        IDataView scored = pipeline.Fit(table.View(mlContext, training)).Transform(table.View(mlContext, test));
        return Figures.Of(Probabilities(scored), [.. test.Select(row => (int)row.Label)]);
    }

    // Trainers for two classes give the probability of the second one, all others a vector.
    private static float[] Probabilities(IDataView scored) => scored.Schema["Score"].Type is VectorDataViewType
        ? [.. scored.GetColumn<float[]>("Score").SelectMany(score => score)]
        : [.. scored.GetColumn<float>("Probability").SelectMany(second => new[] { 1 - second, second })];
}
