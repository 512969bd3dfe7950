namespace Microsoft.ML.Bayesian.Tests;

[TestClass]
public sealed class SolutionTests
{
    [TestMethod]
    public void Every_project_of_the_repository_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "BayesianML.sln")).Replace('\\', '/');
        var missing = new[] { "*.csproj", "*.fsproj", "*.vbproj" }
            .SelectMany(pattern => Directory.EnumerateFiles(Repository.Root, pattern, SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(folder => folder is "bin" or "obj" or "artifacts"))
            .Where(path => !solution.Contains($"\"{path}\"", StringComparison.Ordinal));

        Assert.IsEmpty(missing, "Not built and not tested with the rest; add them with: dotnet sln BayesianML.sln add PROJECT");
    }
}
