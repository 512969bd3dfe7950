using System.Reflection;

namespace Microsoft.ML.Bayesian.Tests;

/// <summary>The checkout that this test project was built from, for the tests that guard files of the build itself.</summary>
internal static class Repository
{
    public static string Root { get; } = typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "RepositoryRoot").Value!;
}
