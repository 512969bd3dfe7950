using System.Buffers;
using System.Globalization;

namespace BayesianML.CommandLine;

/// <summary>Scores as text with a header, numbers so that reading them gives the same bits, quotes as in RFC 4180.</summary>
internal sealed class TextScoreWriter : ScoreWriter
{
    private readonly TextWriter writer;
    private readonly char separator;
    private readonly string[] quotedNames;
    private bool hasHeader;

    public TextScoreWriter(TextWriter writer, char separator, BayesianModel model) : base(model)
    {
        (this.writer, this.separator) = (writer, separator);
        quotedNames = [.. ClassNames.Select(Quoted)];
    }

    public override void Write(ScoredBlock block)
    {
        WriteHeader();
        for (int row = 0; row < block.Count; row++)
        {
            (float total, float epistemic, float aleatoric) = block.Uncertainty(row);
            float[] numbers = [.. block.Probabilities(row), total, epistemic, aleatoric];
            WriteLine(block.PredictedClass(row) is { } index ? quotedNames[index] : "", numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)));
        }
    }

    public override void Complete()
    {
        WriteHeader();
        writer.Flush();
    }

    // Not before the first rows are scored: where they cannot be, standard output stays empty.
    private void WriteHeader()
    {
        if (!hasHeader)
            WriteLine(Quoted(PredictedLabel), NumberColumns.Select(Quoted));
        hasHeader = true;
    }

    private void WriteLine(string first, IEnumerable<string> others)
    {
        writer.Write(first);
        foreach (string other in others)
        {
            writer.Write(separator);
            writer.Write(other);
        }

        writer.Write('\n');
    }

    private string Quoted(string text) => text.AsSpan().IndexOfAny(SearchValues.Create([separator, '"', '\r', '\n'])) < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
