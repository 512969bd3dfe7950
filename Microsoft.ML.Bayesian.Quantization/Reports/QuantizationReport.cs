using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>What quantization saved and what it cost. Prints as a table.</summary>
/// <param name="BytesBefore">The bytes of the single-precision posterior in memory.</param>
/// <param name="BytesAfter">The bytes of the quantized posterior in memory, with all steps, tables and factors, and what drawing needs.</param>
/// <param name="DrawBytesAfter">The part of <paramref name="BytesAfter"/> that only drawing on integers needs.</param>
/// <param name="FileBytesBefore">The bytes of the single-precision model's own file.</param>
/// <param name="FileBytesAfter">The bytes of the quantized model's own file.</param>
/// <param name="RowCount">The number of rows that the figures are taken from.</param>
/// <param name="SampleCount">The number of weight samples per prediction.</param>
/// <param name="Layers">Each layer with parameters, first to last.</param>
/// <param name="Figures">
/// Mean total, aleatoric and epistemic uncertainty in nats; with labels also accuracy, negative log-likelihood and expected calibration error.
/// </param>
/// <example>
/// <code>
/// QuantizationReport report = QuantizationReport.Compare(model, small, rows, labels);
/// Console.WriteLine(report);
/// File.WriteAllText("quantization.json", report.ToJson());
/// </code>
/// </example>
public sealed record QuantizationReport(
    long BytesBefore,
    long BytesAfter,
    long DrawBytesAfter,
    long FileBytesBefore,
    long FileBytesAfter,
    int RowCount,
    int SampleCount,
    IReadOnlyList<QuantizedLayerReport> Layers,
    IReadOnlyList<QuantizedFigure> Figures)
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Compares a quantized model with the one that it was made from.</summary>
    /// <param name="before">The single-precision model.</param>
    /// <param name="after">The quantized model, of the same network.</param>
    /// <param name="rows">Inputs, row by row. Their number, and the sample count of the models, set how fine the figures are.</param>
    /// <param name="labels">The class of each row; empty where it is not known.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>The report.</returns>
    /// <exception cref="ArgumentException">The networks, or the numbers of rows and labels, do not fit each other.</exception>
    public static QuantizationReport Compare(BayesianModel before, BayesianModel after, ReadOnlySpan<float> rows, ReadOnlySpan<int> labels = default, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        Posterior exact = before.Posterior, small = after.Posterior;
        if (!exact.Network.ParameterizedLayers.Select(layer => layer.WeightCount).SequenceEqual(small.Network.ParameterizedLayers.Select(layer => layer.WeightCount)))
            throw new ArgumentException("The two models have different networks; compare a quantized model with the one that it was made from.", nameof(after));
        int width = exact.Network.InputCount, count = rows.Length / width;
        if (rows.Length % width != 0 || count == 0)
            throw new ArgumentException($"The rows must hold a positive multiple of the network's {width} inputs, but they hold {rows.Length} values.", nameof(rows));
        if (!labels.IsEmpty && labels.Length != count)
            throw new ArgumentException($"{count} rows need {count} labels, or none, but there are {labels.Length}.", nameof(labels));

        return new(
            exact.ByteCount,
            small.ByteCount,
            small.Sampling?.ByteCount ?? 0,
            FileBytes(before),
            FileBytes(after),
            count,
            after.Inference.SampleCount,
            LayerComparison.Of(exact, small, cancellation),
            FigureComparison.Of(before, after, rows, labels, cancellation));
    }

    /// <summary>The report as JSON.</summary>
    /// <returns>The text of one JSON object.</returns>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>The report as a table.</summary>
    /// <returns>Several lines, for a console.</returns>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(Line($"posterior {BytesBefore:N0} -> {BytesAfter:N0} bytes ({(double)BytesBefore / BytesAfter:F2} times smaller; {DrawBytesAfter:N0} of them for draws on integers)"));
        text.AppendLine(Line($"file      {FileBytesBefore:N0} -> {FileBytesAfter:N0} bytes ({(double)FileBytesBefore / FileBytesAfter:F2} times smaller)"));
        text.AppendLine();
        text.AppendLine(Line($"{"layer",-16}{"mean",5}{"dev.",5}{"draw",5}{"input",6}{"bytes of means",24}{"bytes of deviations",24}{"biases",16}{"mean err",10}{"dev. err",10}  drawn / true deviation, narrowest to widest"));
        foreach (QuantizedLayerReport layer in Layers)
        {
            text.Append(Line($"{layer.Layer,-16}{layer.MeanBits,5}{layer.StandardDeviationBits,5}{layer.SampleBits,5}{layer.ActivationBits,6}"));
            text.Append(Line($"{Arrow(layer.MeanBytesBefore, layer.MeanBytesAfter),24}{Arrow(layer.StandardDeviationBytesBefore, layer.StandardDeviationBytesAfter),24}{Arrow(layer.BiasBytesBefore, layer.BiasBytesAfter),16}"));
            text.AppendLine(Line($"{layer.MeanError,10:F3}{layer.StandardDeviationError,10:F3}  {string.Join("  ", layer.DrawnDeviationRatios.Select(ratio => Line($"{ratio:F3}")))}"));
        }

        text.AppendLine();
        text.AppendLine(Line($"{$"on {RowCount:N0} rows, {SampleCount} samples",-34}{"before",10}{"after",10}{"drift",10}{"relative",10}{"noise",10}"));
        foreach (QuantizedFigure figure in Figures)
            text.AppendLine(Line($"{figure.Name,-34}{figure.Before,10:F4}{figure.After,10:F4}{figure.Drift,10:+0.0000;-0.0000}{figure.Drift / figure.Before,10:+0.0%;-0.0%}{figure.Noise,10:F4}"));
        return text.ToString();
    }

    private static string Arrow(long before, long after) => Line($"{before:N0} -> {after:N0}");

    private static string Line(FormattableString line) => line.ToString(CultureInfo.InvariantCulture);

    private static long FileBytes(BayesianModel model)
    {
        using var file = new MemoryStream();
        model.Save(file);
        return file.Length;
    }
}
