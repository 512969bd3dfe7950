namespace Microsoft.ML.Bayesian.Tests;

/// <summary>Compares the code of a guide with the source of the test that runs it. Both lie beside the test, in the folder docs.</summary>
internal static class GuideCode
{
    /// <summary>Fails where a block of C# in the guide does not stand in the source line by line, or where the guide has another number of blocks.</summary>
    public static void StandsIn(string source, string guide, int blocks)
    {
        string[] own = Lines(source), page = Lines(guide);
        int found = 0;
        for (int start = Array.IndexOf(page, "```csharp"); start >= 0; start = Array.IndexOf(page, "```csharp", start + 1))
        {
            string[] code = [.. page.Skip(start + 1).TakeWhile(line => line != "```")];
            Assert.IsTrue(Enumerable.Range(0, own.Length).Any(at => own.Skip(at).Take(code.Length).SequenceEqual(code)), string.Join(Environment.NewLine, code));
            found++;
        }

        Assert.AreEqual(blocks, found);
    }

    private static string[] Lines(string name) => [.. File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "docs", name)).Select(line => line.Trim())];
}
