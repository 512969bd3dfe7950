namespace Microsoft.ML.Bayesian.Tests;

/// <summary>
/// Finds the data sets that are too large for the repository. The environment variable <c>BAYESIANML_DATA</c> names
/// their folder; a test that needs one is reported as skipped, with the reason, where it is absent.
/// </summary>
internal static class TestData
{
    public const string Variable = "BAYESIANML_DATA";

    /// <summary>The full path of a file or folder below the data folder; ends the test as inconclusive when there is none.</summary>
    /// <param name="relativePath">For example <c>mnist/t10k-images-idx3-ubyte.gz</c>, with forward slashes.</param>
    public static string Require(string relativePath)
    {
        var folder = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(folder))
            Assert.Inconclusive($"Needs the data '{relativePath}', and the environment variable {Variable} does not name a data folder.");

        var path = Path.GetFullPath(Path.Combine(folder!, relativePath));
        if (!File.Exists(path) && !Directory.Exists(path))
            Assert.Inconclusive($"Needs the data '{relativePath}', which is not in '{folder}' (from {Variable}).");
        return path;
    }
}
