using Microsoft.ML.Bayesian.Tests.Fuzzing;

namespace Microsoft.ML.Bayesian.Quantization.Tests.Fuzzing;

/// <summary>The first inputs of <c>./build.sh fuzz</c>, which reads a million.</summary>
[TestClass]
public sealed class FuzzTests
{
    private const int Inputs = 10_000;

    [TestMethod]
    public void Damaged_model_files_are_taken_or_refused_within_bounded_memory() => Survives(FuzzTarget.ModelFile());

    [TestMethod]
    public void Damaged_safetensors_files_are_taken_or_refused_within_bounded_memory() => Survives(FuzzTarget.Safetensors());

    [TestMethod]
    public void Undamaged_files_are_taken()
    {
        foreach (FuzzTarget target in new[] { FuzzTarget.ModelFile(), FuzzTarget.Safetensors() })
        {
            int taken = 0;
            foreach (byte[] seed in target.Seeds)
            {
                try
                {
                    target.Read(new MemoryStream(seed));
                    taken++;
                }
                catch (InvalidDataException) when (target.Name == "safetensors")
                {
                    // A file of one network is no file of the other, and the length of a file decides which one is asked for.
                }
            }

            Assert.IsTrue(taken == target.Seeds.Count || (target.Name == "safetensors" && taken > 0), target.Name);
        }
    }

    private static void Survives(FuzzTarget target)
    {
        FuzzReport report = new Fuzzer(target, seed: 0).Run(0, Inputs);

        Assert.IsEmpty(report.Faults, string.Join('\n', report.Faults));
        Assert.AreEqual(Inputs, report.Taken + report.Refused);
        // Damage of all kinds must get past the first checks, or the inputs try nothing.
        Assert.IsGreaterThan(Inputs / 100, report.Taken);
        Assert.IsGreaterThan(20, report.Reasons.Count);
    }
}
