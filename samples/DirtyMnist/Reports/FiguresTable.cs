using Spectre.Console;

namespace BayesianML.Samples;

/// <summary>Prints the figures of a model.</summary>
internal static class FiguresTable
{
    public static void Print(string title, Figures figures)
    {
        Table table = new Table().Title(title).AddColumn("");
        foreach (string set in new[] { "MNIST", "Ambiguous", "Fashion" })
            table.AddColumn(new TableColumn(set).RightAligned());
        table.AddRow("accuracy", figures.Accuracy.Mnist.ToString("P2"), figures.Accuracy.Ambiguous.ToString("P2"), "–");
        table.AddRow("negative log-likelihood, nats", figures.NegativeLogLikelihood.ToString("F4"), "–", "–");
        table.AddRow("expected calibration error", figures.ExpectedCalibrationError.ToString("F4"), "–", "–");
        foreach (var (name, means) in new[] { ("total", figures.Total), ("aleatoric", figures.Aleatoric), ("epistemic", figures.Epistemic) })
            table.AddRow($"{name} uncertainty, nats", means.Mnist.ToString("F4"), means.Ambiguous.ToString("F4"), means.Fashion.ToString("F4"));
        table.AddRow("AUROC against MNIST, epistemic", "–", "–", figures.Auroc.FashionVsMnist.Epistemic.ToString("F4"));
        table.AddRow("AUROC against MNIST, total", "–", "–", figures.Auroc.FashionVsMnist.Total.ToString("F4"));
        table.AddRow("AUROC against MNIST, aleatoric", "–", figures.Auroc.AmbiguousVsMnist.Aleatoric.ToString("F4"), "–");
        AnsiConsole.Write(table);
        string time = figures.TrainingSeconds is { } seconds ? $", trained in {seconds:F0} s" : "";
        Console.WriteLine($"{figures.Parameters:N0} parameters, {figures.ModelBytes:N0} bytes{time}.");
    }
}
