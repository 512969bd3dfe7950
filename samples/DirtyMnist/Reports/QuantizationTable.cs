using Spectre.Console;

namespace BayesianML.Samples;

/// <summary>Prints the figures of quantized models beside those of the float32 model.</summary>
internal static class QuantizationTable
{
    public static void Print(string title, QuantizationComparison comparison)
    {
        Figures before = comparison.Reference;
        // Fits into the 80 columns of a narrow terminal.
        Table table = new Table().Title(title).AddColumn("");
        foreach (string name in new[] { "bytes", "ratio", "M", "A", "error", "worst", "AUROC" })
            table.AddColumn(new TableColumn(name).RightAligned().NoWrap());
        table.AddRow(
            "float32", before.PosteriorBytes.ToString("N0"), "1.00", Percent(before.Accuracy.Mnist), Percent(before.Accuracy.Ambiguous), "", "",
            before.Auroc.FashionVsMnist.Epistemic.ToString("F4"));
        foreach (QuantizedFigures row in comparison.Quantized)
        {
            table.AddRow(
                row.Quantization.ToString(), row.PosteriorBytes.ToString("N0"), ((double)before.PosteriorBytes / row.PosteriorBytes).ToString("F2"),
                Difference(row.Accuracy.Mnist - before.Accuracy.Mnist), Difference(row.Accuracy.Ambiguous - before.Accuracy.Ambiguous),
                Percent(row.MeanRelativeError), Percent(row.WorstRelativeError), row.Auroc.FashionVsMnist.Epistemic.ToString("F4"));
        }

        AnsiConsole.Write(table);
        Console.WriteLine("""
            bytes          means, standard deviations and what drawing needs, in memory
            M, A           accuracy on MNIST and Ambiguous-MNIST, %; below float32, the difference
            error, worst   relative change of the nine mean uncertainties, %: mean and largest
            AUROC          Fashion-MNIST against MNIST, by epistemic uncertainty
            """);
    }

    private static string Percent(double fraction) => (100 * fraction).ToString("F2");

    private static string Difference(double fraction) => (100 * fraction).ToString("+0.00;−0.00;0.00");
}
