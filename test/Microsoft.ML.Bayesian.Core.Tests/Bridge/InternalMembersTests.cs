namespace Microsoft.ML.Bayesian.Tests;

/// <summary>Guards the list of ML.NET internals in use: each of its lines is something that a new ML.NET may take away.</summary>
[TestClass]
public sealed class InternalMembersTests
{
    private const string UpdateVariable = "BAYESIANML_UPDATE";

    private static readonly string ListPath = Path.Combine(Repository.Root, "build", "mlnet-internals.txt");

    [TestMethod]
    public void The_list_of_MLNet_internals_names_exactly_what_Core_binds_to()
    {
        var bound = InternalMembers.BoundBy(typeof(BayesianModel).Assembly.Location);
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
            WriteList(bound);

        var listed = File.ReadAllLines(ListPath).Where(line => line.Length > 0 && !line.StartsWith('#')).ToArray();
        var added = bound.Except(listed).Select(line => "+ " + line);
        var gone = listed.Except(bound).Select(line => "- " + line);
        var differences = string.Join('\n', added.Concat(gone));

        Assert.AreEqual(
            "",
            differences,
            $"Core binds to other internals of ML.NET than build/mlnet-internals.txt lists (+ newly bound, - no longer bound):\n{differences}\n"
            + $"If each new one is worth its risk, run the test with {UpdateVariable}=1, which rewrites the list, and commit it.");
    }

    [TestMethod]
    public void An_assembly_that_uses_only_the_public_surface_binds_to_no_internals()
    {
        Assert.IsEmpty(InternalMembers.BoundBy(typeof(InternalMembersTests).Assembly.Location));
    }

    [TestMethod]
    public void Referred_and_overridden_internals_are_found_in_a_library_of_MLNet_that_may_use_them()
    {
        var bound = InternalMembers.BoundBy(Path.Combine(AppContext.BaseDirectory, "Microsoft.ML.StandardTrainers.dll"));

        Assert.Contains(line => line.StartsWith("Microsoft.ML.Core: ", StringComparison.Ordinal) && line.Contains("Runtime.Contracts::", StringComparison.Ordinal), bound);
        Assert.Contains(line => line.StartsWith("Microsoft.ML.Data: ", StringComparison.Ordinal) && line.Contains("::TrainModelCore(", StringComparison.Ordinal), bound);
    }

    private static void WriteList(IEnumerable<string> members) => File.WriteAllText(
        ListPath,
        "# The members of ML.NET that it keeps internal and Microsoft.ML.Bayesian.Core binds to, by referring to, overriding or implementing them.\n"
        + $"# A test compares this list with the built assembly; with {UpdateVariable}=1 it rewrites it.\n"
        + string.Concat(members.Select(member => member + "\n")));
}
