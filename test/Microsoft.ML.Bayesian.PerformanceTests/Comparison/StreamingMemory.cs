using System.Diagnostics;
using Microsoft.ML.Data;

namespace Microsoft.ML.Bayesian.PerformanceTests;

/// <summary>Memory of a process that scores a stream of rows through ML.NET, and how it grows with their number.</summary>
internal static class StreamingMemory
{
    private const int Features = 8;

    public static void Measure(BenchmarkReport report)
    {
        var context = new MLContext(1);
        BayesianModel model = new(BenchmarkNetwork.MakePosterior(Network.Mlp(16).Resolve(Features, 3)), new() { Method = InferenceMethod.MomentPropagation });
        var transformer = context.Bayesian.ScoringTransformer(model);
        foreach (int count in new[] { 1_000_000, 10_000_000 })
        {
            IDataView scored = transformer.Transform(context.Data.LoadFromEnumerable(Stream(count)));
            using var process = Process.GetCurrentProcess();
            long largest = 0, rows = 0;
            double sum = 0;
            TimeSpan begin = Environment.CpuUsage.TotalTime;
            DataViewSchema.Column column = scored.Schema["EpistemicUncertainty"];
            using DataViewRowCursor cursor = scored.GetRowCursor([column]);
            ValueGetter<float> getter = cursor.GetGetter<float>(column);
            float value = 0;
            while (cursor.MoveNext())
            {
                getter(ref value);
                sum += value;
                if (rows++ % 100_000 == 0)
                {
                    process.Refresh();
                    largest = Math.Max(largest, process.WorkingSet64);
                }
            }

            double seconds = (Environment.CpuUsage.TotalTime - begin).TotalSeconds;
            report.Rates[$"stream.rows{count}.peakBytes"] = largest;
            report.Rates[$"stream.rows{count}.moments"] = count / seconds;
            Console.WriteLine($"A stream of {count:N0} rows: {largest / 1e6:0} MB at most, {count / seconds:N0} rows per second of processor time, mean epistemic uncertainty {sum / rows:0.000}");
        }
    }

    private static IEnumerable<StreamedRow> Stream(int count)
    {
        var random = new Random(1);
        var row = new StreamedRow();
        for (int i = 0; i < count; i++)
        {
            for (int feature = 0; feature < Features; feature++)
                row.Features[feature] = random.NextSingle();
            yield return row;
        }
    }

    private sealed class StreamedRow
    {
        [VectorType(StreamingMemory.Features)]
        public float[] Features { get; set; } = new float[StreamingMemory.Features];
    }
}
