namespace BayesianML.CommandLine;

/// <summary>Scores labelled rows, and foreign ones, and judges the scores.</summary>
internal sealed class ModelEvaluation(BayesianModel model, RowSelection selection, int binCount)
{
    private readonly MetricsAccumulator accumulator = new([.. Enumerable.Range(0, model.Posterior.Network.ClassCount).Select(index => ClassLabels.NameOf(model, index))], binCount);
    private readonly ScoredBlock scored = new(model);

    public BayesianClassificationMetrics Run(RowCursor rows, RowCursor? foreign, IProgress<double> progress, CancellationToken cancellation)
    {
        // What the foreign rows take is not known before they are read; as much as the others is a fair guess.
        double share = foreign is null ? 1 : 0.5;
        Score(rows, done => progress.Report(share * done), (labels, row) =>
        {
            int label = ClassLabels.IndexOf(model, labels[row]);
            if (label < 0 || scored.PredictedClass(row) is null)
                accumulator.Skip();
            else
                accumulator.Add(scored.Probabilities(row), label, scored.Uncertainty(row));
        }, cancellation);
        if (foreign is not null)
        {
            Score(foreign, done => progress.Report(0.5 + 0.5 * done), (_, row) =>
            {
                if (scored.PredictedClass(row) is not null)
                    accumulator.AddOutOfDistribution(scored.Uncertainty(row));
            }, cancellation);
        }

        return accumulator.ToMetrics();
    }

    private delegate void Judge(ReadOnlySpan<string?> labels, int row);

    private void Score(RowCursor cursor, Action<double> report, Judge judge, CancellationToken cancellation)
    {
        long done = 0;
        foreach (RowBlock block in RowBlock.Read(cursor, selection, model.Posterior.Network.InputCount, cancellation))
        {
            scored.Score(block, cancellation);
            for (int row = 0; row < block.Count; row++)
                judge(block.Labels, row);
            done += block.Count;
            report(selection.Share(cursor, done));
        }
    }
}
