using System.Text;

namespace Microsoft.ML.Bayesian;

/// <content>Metrics to look at.</content>
public sealed partial record BayesianClassificationMetrics
{
    /// <summary>
    /// Saves one HTML file with all figures, a reliability diagram, risk–coverage curves and histograms of the uncertainties. It refers to
    /// nothing outside itself. The file is written beside an old one, which it then replaces.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="title">The heading.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void SaveReport(string path, string title = "Evaluation of a Bayesian classifier")
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, stream => SaveReport(stream, title));
    }

    /// <summary>Writes the same report to a stream as UTF-8.</summary>
    /// <param name="stream">The stream, which stays open.</param>
    /// <param name="title">The heading.</param>
    public void SaveReport(Stream stream, string title = "Evaluation of a Bayesian classifier")
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(Encoding.UTF8.GetBytes(HtmlReport.Write(this, title)));
    }
}
