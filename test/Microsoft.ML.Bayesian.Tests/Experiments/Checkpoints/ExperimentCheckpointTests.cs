using System.Text;

namespace Microsoft.ML.Bayesian.Tests;

[TestClass]
public sealed class ExperimentCheckpointTests
{
    private const int Trials = 20;

    private string folder = "", path = "";

    [TestInitialize]
    public void MakeFolder()
    {
        folder = Directory.CreateTempSubdirectory("bayesianml-").FullName;
        path = Path.Combine(folder, "experiment.jsonl");
    }

    [TestCleanup]
    public void DeleteFolder() => Directory.Delete(folder, recursive: true);

    [TestMethod]
    [DataRow("random")]
    [DataRow("halving")]
    [DataRow("learning")]
    public void A_resumed_experiment_does_what_an_uninterrupted_one_does(string tuner)
    {
        string[] whole = Lines(Run(tuner, null, Trials));
        foreach (int first in new[] { 1, 9, 13, 19 })
        {
            File.Delete(path);
            _ = Run(tuner, path, first);
            PlainRunner rest = new(Failing);
            string[] resumed = Lines(Run(tuner, path, Trials, rest));
            CollectionAssert.AreEqual(whole, resumed);
            CollectionAssert.AreEqual(Enumerable.Range(first, Trials - first).ToArray(), rest.Started.Select(settings => settings.TrialId).ToArray());
        }
    }

    [TestMethod]
    public void A_killed_experiment_loses_the_running_trial_only()
    {
        string[] whole = Lines(Run("learning", path, Trials));
        byte[] file = File.ReadAllBytes(path);
        int[] ends = [.. Enumerable.Range(0, file.Length).Where(i => file[i] == '\n').Select(i => i + 1)];

        // The first line is there whole or not at all; after that, a cut can be anywhere.
        foreach (int length in new[] { ends[0], ends[0] + 1, ends[3] - 1, ends[5] + 40, ends[19] - 7, ends[19] })
        {
            File.WriteAllBytes(path, file[..length]);
            var rest = new PlainRunner(Failing);
            CollectionAssert.AreEqual(whole, Lines(Run("learning", path, Trials, rest)));
            Assert.HasCount(Trials - ends.Count(end => end <= length) + 1, rest.Started);
        }
    }

    [TestMethod]
    public void A_last_line_that_the_disk_lost_is_dropped()
    {
        string[] whole = Lines(Run("learning", path, 6));
        byte[] file = File.ReadAllBytes(path);
        File.WriteAllBytes(path, [.. file, .. new byte[300], (byte)'\n']);
        CollectionAssert.AreEqual(whole, Lines(Run("learning", path, 6)));
        CollectionAssert.AreEqual(file, File.ReadAllBytes(path));
    }

    [TestMethod]
    public void Every_trial_is_in_the_file_before_the_next_begins()
    {
        var counts = new List<int>();
        var runner = new PlainRunner(Failing) { Meanwhile = (_, _) => counts.Add(ReadShared(path).Count(letter => letter == '\n')) };
        _ = Run("random", path, 5, runner);
        CollectionAssert.AreEqual(new[] { 1, 2, 3, 4, 5 }, counts);
    }

    [TestMethod]
    public void A_damaged_line_is_named_and_the_file_stays_as_it_is()
    {
        _ = Run("random", path, 6);
        string[] lines = File.ReadAllLines(path);
        lines[3] = lines[3][..20];
        File.WriteAllLines(path, lines);
        byte[] before = File.ReadAllBytes(path);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Run("random", path, 8)).Message, "Line 4 ");
        CollectionAssert.AreEqual(before, File.ReadAllBytes(path));
    }

    [TestMethod]
    public void A_missing_line_is_damage()
    {
        _ = Run("random", path, 6);
        List<string> lines = [.. File.ReadAllLines(path)];
        lines.RemoveAt(2);
        File.WriteAllLines(path, lines);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Run("random", path, 8)).Message, "it is not trial 1");
    }

    [TestMethod]
    public void Another_experiment_is_refused_with_what_differs()
    {
        _ = Run("random", path, 3);
        byte[] before = File.ReadAllBytes(path);
        void Refused(string what, AutoMLExperiment experiment) =>
            StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => experiment.SetCheckpoint(path).SetMaxModelToExplore(5).Run()).Message, what);

        Refused("seed", AutoMLExperimentTests.Experiment(new PlainRunner(Failing), seed: 2).SetRandomSearchTuner());
        Refused("search space", AutoMLExperimentTests.Experiment(new PlainRunner(Failing)).SetRandomSearchTuner().SetSearchSpace(PlainRunner.Space.With(new RangeDimension("Units", 8, 256, logBase: true))));
        Refused("objectives", AutoMLExperimentTests.Experiment(new PlainRunner(Failing)).SetRandomSearchTuner().SetObjectives(Objective.ModelBytes));
        Refused("tuner", AutoMLExperimentTests.Experiment(new PlainRunner(Failing)).SetGaussianProcessTuner());
        Refused("trainer and data", AutoMLExperimentTests.Experiment(new PlainRunner(Failing) { Description = "other" }).SetRandomSearchTuner());
        CollectionAssert.AreEqual(before, File.ReadAllBytes(path));
    }

    [TestMethod]
    public void A_tuner_that_proposes_something_else_is_refused()
    {
        _ = Run("random", path, 4);
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"Kind\":\"a\"", "\"Kind\":\"b\"", StringComparison.Ordinal));
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => Run("random", path, 5)).Message, "Trial 0 of the checkpoint");
    }

    [TestMethod]
    [DataRow("shopping list\nmilk\n")]
    [DataRow("{\"format\":\"something else\",\"version\":1,\"seed\":1,\"searchSpace\":\"\",\"objectives\":\"\",\"tuner\":\"\",\"runner\":\"\"}\n")]
    [DataRow("{\"trial\":0}")]
    public void A_file_of_something_else_is_refused_and_left_alone(string content)
    {
        File.WriteAllText(path, content);
        Assert.ThrowsExactly<InvalidDataException>(() => Run("random", path, 2));
        Assert.AreEqual(content, File.ReadAllText(path));
    }

    [TestMethod]
    public void Two_experiments_cannot_write_to_one_file()
    {
        var runner = new PlainRunner(Failing)
        {
            Meanwhile = (settings, _) =>
            {
                if (settings.TrialId == 2)
                    Assert.ThrowsExactly<IOException>(() => Run("random", path, 9));
            },
        };
        Assert.HasCount(4, Run("random", path, 4, runner).RunDetails);
    }

    [TestMethod]
    public void Numbers_come_back_as_they_were()
    {
        SearchSpace space = SearchSpace.SviClassifier;
        for (int draw = 0; draw < 50; draw++)
        {
            TrialParameter parameter = space.Draw(seed: 3, draw);
            var record = new TrialRecord { Trial = 0, Seed = 0, StartedAtUtc = default, EndedAtUtc = default, Seconds = 0, Parameter = TrialRecord.ToJson(parameter) };
            var again = record with { Parameter = System.Text.Json.Nodes.JsonNode.Parse(record.Parameter.ToJsonString())!.AsObject() };
            Assert.IsTrue(again.IsOf(parameter));
            Assert.AreEqual((double)parameter["LearningRate"], (double)again.Parameter["LearningRate"]!);
            Assert.IsFalse(again.IsOf(parameter.With("KlWeight", 0.9999 * (double)parameter["KlWeight"])));
            Assert.IsFalse(again.IsOf(parameter.Without("KlWeight")));
        }
    }

    [TestMethod]
    public void The_folder_of_models_holds_the_front_after_a_resumption_too()
    {
        AutoMLExperiment Both(int trials) => AutoMLExperimentTests.Experiment(new PlainRunner(Failing)).SetObjectives(Objective.Accuracy, Objective.ModelBytes).SetCheckpoint(path).SetMaxModelToExplore(trials);
        ExperimentResult<TrialMetrics> first = Both(9).Run();
        CollectionAssert.AreEquivalent(first.ParetoFront.Select(run => run.TrialId).ToArray(), FilesOfModels());
        File.WriteAllText(Path.Combine($"{path}.models", "trial-000099.zip"), "of a trial that was killed");
        ExperimentResult<TrialMetrics> result = Both(Trials).Run();
        CollectionAssert.AreEquivalent(result.ParetoFront.Select(run => run.TrialId).ToArray(), FilesOfModels());
        Assert.IsTrue(result.ParetoFront.All(run => run.Model is not null));
        Assert.IsNull(result.RunDetails.Except(result.ParetoFront).First().Model);

        ExperimentResult<TrialMetrics> again = Both(Trials).Run();
        Directory.Delete($"{path}.models", recursive: true);
        StringAssert.Contains(Assert.ThrowsExactly<IOException>(() => again.BestRun.Model).Message, $"trial {again.BestRun.TrialId}");
    }

    [TestMethod]
    public void Monitors_are_told_of_resumed_trials_as_such()
    {
        _ = Run("random", path, 2);
        var monitor = new RecordingMonitor();
        _ = AutoMLExperimentTests.Experiment(new PlainRunner(Failing)).SetRandomSearchTuner().SetCheckpoint(path).SetMonitor(monitor).SetMaxModelToExplore(3).Run();
        CollectionAssert.AreEqual(new[] { "completed 0 again", "best 0", "completed 1 again" }, monitor.Lines.Take(3).ToArray());
        CollectionAssert.Contains(monitor.Lines, "running 2");
    }

    /// <summary>Trial 4 fails, in every run.</summary>
    private static TrialMetrics Failing(TrialSettings settings) => settings.TrialId == 4 ? throw new InvalidOperationException("diverged \"badly\"\n{0}") : PlainRunner.Smooth(settings);

    private static ExperimentResult<TrialMetrics> Run(string tuner, string? checkpoint, int trials, PlainRunner? runner = null)
    {
        AutoMLExperiment experiment = AutoMLExperimentTests.Experiment(runner ?? new(Failing)).SetMaxModelToExplore(trials);
        _ = tuner switch
        {
            "random" => experiment.SetRandomSearchTuner(),
            "halving" => experiment.SetSuccessiveHalvingTuner(),
            _ => experiment.SetGaussianProcessTuner(randomTrials: 5),
        };
        if (checkpoint is not null)
            experiment.SetCheckpoint(checkpoint);
        return experiment.Run();
    }

    private static string[] Lines(ExperimentResult<TrialMetrics> result) =>
        [.. result.RunDetails.Select(run => $"{run.TrialId} {run.Seed} {run.Parameter} {run.ValidationMetrics} {run.Exception?.Message.Split('\n')[0]}"), $"best {result.BestRun.TrialId}", $"front {string.Join(' ', result.ParetoFront.Select(run => run.TrialId))}"];

    private static string ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private int[] FilesOfModels() => [.. Directory.GetFiles($"{path}.models").Select(file => int.Parse(Path.GetFileNameWithoutExtension(file)["trial-".Length..]))];
}
