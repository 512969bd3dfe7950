namespace BayesianML.CommandLine.Tests;

[TestClass]
public sealed class CommandLineToolTests
{
    [TestMethod]
    public void Help_lists_every_command_and_succeeds()
    {
        string help = ToolRun.Succeed("--help");
        foreach (string command in new[] { "info", "import", "quantize", "score", "evaluate", "experiment" })
        {
            StringAssert.Contains(help, $"\n  {command} <");
            StringAssert.Contains(ToolRun.Succeed(command, "--help"), $" {command} <");
        }
    }

    [TestMethod]
    [DataRow("'nonsense'", "nonsense")]
    [DataRow("'--nonsense'", "info", "model.bnn", "--nonsense")]
    [DataRow("bayesianml score --help", "score")]
    [DataRow("--network", "import", "x", "-o", "y")]
    [DataRow("--samples must be a whole number from 1 to 1,000,000, but it is '0'", "score", "x", "y", "--samples", "0")]
    [DataRow("--deviation must be a number greater than 0, but it is '-1'", "import", "x", "-o", "y", "--network", "lenet5", "--deviation", "-1")]
    public void A_command_line_that_makes_no_sense_ends_with_2(string problem, params string[] arguments) => StringAssert.Contains(ToolRun.Fail(2, arguments), problem);
}
