using System.Buffers.Binary;
using System.Text;
using static Microsoft.ML.Bayesian.Tests.InterruptedTraining;
using Options = Microsoft.ML.Bayesian.SviClassificationTrainer.Options;

namespace Microsoft.ML.Bayesian.Tests;

[TestClass]
public sealed class TrainingCheckpointTests
{
    private const int StepsPerEpoch = 8;

    [TestMethod]
    [DataRow(GradientEstimator.LocalReparameterization, false)]
    [DataRow(GradientEstimator.WeightSampling, false)]
    [DataRow(GradientEstimator.Flipout, false)]
    [DataRow(GradientEstimator.LocalReparameterization, true)]
    [DataRow(GradientEstimator.Flipout, true)]
    public void Three_epochs_and_three_more_are_six_bit_for_bit(GradientEstimator estimator, bool isStreamed)
    {
        SviResult whole = SviFit.Run(SixEpochs(estimator, isStreamed));
        foreach (int step in new[] { 3 * StepsPerEpoch, 3 * StepsPerEpoch + 5 })
        {
            WithPath(path =>
            {
                SviTask task = SixEpochs(estimator, isStreamed, path);
                RunUntil(task, step);
                int resumed = 0, steps = 0;
                AreEqual(whole, SviFit.Run(task with { Resumed = epochs => resumed = epochs, CheckAlive = () => steps++ }));
                Assert.AreEqual((3, 3 * StepsPerEpoch), (resumed, steps));
            });
        }
    }

    [TestMethod]
    public void A_checkpoint_changes_no_bit_of_a_training_that_is_not_interrupted() => WithPath(path => AreEqual(SviFit.Run(SixEpochs()), SviFit.Run(SixEpochs(path: path))));

    [TestMethod]
    public void However_often_and_whenever_a_training_is_interrupted_the_result_is_the_same()
    {
        SviResult whole = SviFit.Run(SixEpochs());
        WithPath(path =>
        {
            SviTask task = SixEpochs(path: path);
            // Each run gets one step further than an epoch, so that each loses some steps.
            for (int epoch = 0; epoch < 5; epoch++)
                RunUntil(task, StepsPerEpoch + epoch);
            AreEqual(whole, SviFit.Run(task));
        });
    }

    [TestMethod]
    public void With_a_checkpoint_every_other_epoch_the_epochs_since_the_last_one_are_repeated() => WithPath(path =>
    {
        SviTask task = SixEpochs(path: path) with { Options = SixEpochs(path: path).Options with { CheckpointEveryEpochs = 2 } };
        RunUntil(task, 4 * StepsPerEpoch - 1);
        int resumed = 0;
        AreEqual(SviFit.Run(SixEpochs()), SviFit.Run(task with { Resumed = epochs => resumed = epochs }));
        Assert.AreEqual(2, resumed);
    });

    [TestMethod]
    public void Early_stopping_counts_the_epochs_of_all_processes()
    {
        var options = new Options { HiddenUnits = [128], Epochs = 200, BatchSize = 8, LearningRate = 2e-2, KlWeight = 0, EarlyStoppingPatience = 3 };
        SviTask task = SviHarness.Task(ToyData.Block(ToyData.Blobs(30, spread: 2)), options, seed: 5, ToyData.Block(ToyData.Blobs(200, seed: 3, spread: 2)));
        SviResult whole = SviFit.Run(task);
        Assert.IsLessThan(200, whole.History.Count);
        WithPath(path =>
        {
            task = task with { Options = options with { CheckpointPath = path } };
            RunUntil(task, (whole.History.Count - 1) * 4);
            AreEqual(whole, SviFit.Run(task));
            // The checkpoint knows that training is over, and that epochs are left.
            AreEqual(whole, SviFit.Run(task with { CheckAlive = () => Assert.Fail("there is nothing left to train") }));
        });
    }

    [TestMethod]
    public void A_complete_training_is_returned_at_once() => WithPath(path =>
    {
        SviResult first = SviFit.Run(SixEpochs(path: path));
        AreEqual(first, SviFit.Run(SixEpochs(path: path) with { CheckAlive = () => Assert.Fail("there is nothing left to train"), Report = _ => Assert.Fail("no epoch ended") }));
        Assert.AreEqual(first.History[^1].Elapsed, SviFit.Run(SixEpochs(path: path)).History[^1].Elapsed);
    });

    [TestMethod]
    public void A_checkpoint_of_another_training_is_refused_by_what_differs_and_stays_as_it_is() => WithPath(path =>
    {
        SviTask task = SixEpochs(path: path);
        RunUntil(task, StepsPerEpoch + 1);
        byte[] before = File.ReadAllBytes(path);
        TrainingSet block = (TrainingSet)task.Training;
        (SviTask Other, string[] Difference)[] others =
        [
            (task with { Options = task.Options with { BatchSize = 16, KlWeight = 0.5 } }, ["its BatchSize is '8', but here it is '16'", "its KlWeight is '1', but here it is '0.5'"]),
            (task with { Options = task.Options with { ShufflePoolRows = 9 } }, ["its ShufflePoolRows is 'none', but here it is '9'"]),
            (task with { Seed = 6 }, ["its seed is '5', but here it is '6'"]),
            (task with { Network = new NetworkDefinition([new Dense(9, Activation.ReLU)]).Resolve(2, 3) }, ["its network is"]),
            (task with { Training = block with { Labels = [.. block.Labels.Reverse()] } }, ["its training rows is '60 of 2 features with checksum"]),
            (task with { Training = block with { Labels = block.Labels[1..] } }, ["but here it is '59 of 2 features"]),
            (task with { Training = block with { Weights = null } }, ["its training rows"]),
            (task with { Validation = block }, ["its validation rows"]),
            (task with { Initial = SviFit.Run(SixEpochs()).Posterior }, ["its initial model is 'none'"]),
        ];
        foreach ((SviTask other, string[] differences) in others)
        {
            string message = Assert.ThrowsExactly<InvalidOperationException>(() => SviFit.Run(other)).Message;
            Assert.Contains(path, message);
            foreach (string difference in differences)
                Assert.Contains(difference, message);
        }

        CollectionAssert.AreEqual(before, File.ReadAllBytes(path));
        TrainingIdentity own = TrainingIdentity.Of(task), older = own with { Parts = [("library version", "0.1 on TorchSharp 0.1"), .. own.Parts.Skip(1)] };
        Assert.Contains("its library version is '0.1 on TorchSharp 0.1'", Assert.ThrowsExactly<InvalidOperationException>(() => own.Require(older, path)).Message);
    });

    [TestMethod]
    public void Options_that_do_not_change_what_is_learnt_may_change() => WithPath(path =>
    {
        SviTask task = SixEpochs(path: path);
        RunUntil(task, StepsPerEpoch + 1);
        AreEqual(SviFit.Run(SixEpochs()), SviFit.Run(task with { Options = task.Options with { CheckpointEveryEpochs = 5, ReturnBestOnCancellation = true, Inference = new InferenceOptions { SampleCount = 7 }, ScoreColumnName = "p" } }));
    });

    [TestMethod]
    public void Every_damage_is_named_by_its_section_and_the_file_stays_as_it_is() => WithPath(path =>
    {
        SviTask task = SixEpochs(path: path);
        RunUntil(task, 4 * StepsPerEpoch);
        byte[] whole = File.ReadAllBytes(path);
        (string Tag, int Start, int Length)[] sections = [.. Sections(whole)];
        CollectionAssert.AreEqual(new[] { "TASK", "PROG", "PARA", "ADAM", "RAND", "NOIS", "AVER", "BEST" }, sections.Select(section => section.Tag).ToArray());
        foreach ((string tag, int start, int length) in sections)
        {
            Refuse([.. whole[..(start + length / 2)], (byte)(whole[start + length / 2] ^ 4), .. whole[(start + length / 2 + 1)..]], $"Section {tag} of the checkpoint '{path}' is damaged");
            Refuse(whole[..(start + length / 2)], $"Section {tag} of the checkpoint '{path}' needs");
        }

        Refuse([], "The header of the checkpoint");
        Refuse([.. whole, 0], "The last section of the checkpoint");
        Refuse([.. "This is a letter to somebody."u8], "which '" + path + "' should be");
        byte[] newer = [.. whole];
        newer[8] = 2;
        BinaryPrimitives.WriteUInt32LittleEndian(newer.AsSpan(16), Crc32C.Compute(newer.AsSpan(0, 16)));
        Refuse(newer, "says version 2");

        void Refuse(byte[] damaged, string expected)
        {
            File.WriteAllBytes(path, damaged);
            Assert.Contains(expected, Assert.ThrowsExactly<InvalidDataException>(() => SviFit.Run(task)).Message);
            CollectionAssert.AreEqual(damaged, File.ReadAllBytes(path));
        }
    });

    [TestMethod]
    public void A_checkpoint_that_cannot_be_written_fails_before_anything_is_trained() => WithPath(path =>
    {
        Directory.CreateDirectory(path);
        Assert.Throws<Exception>(() => SviFit.Run(SixEpochs(path: path) with { CheckAlive = () => Assert.Fail("training began") }), "a folder is no file");
        Assert.IsEmpty(Directory.GetFiles(Path.GetDirectoryName(path)!));
        Assert.Contains("CheckpointPath is", Assert.ThrowsExactly<ArgumentException>(() => OptionsValidation.Validated(new Options { CheckpointPath = Path.Combine(path, "missing", "file") })).Message);
    });

    [TestMethod]
    public void Without_a_seed_the_checkpoint_knows_it() => WithPath(path =>
    {
        SviTask task = SixEpochs(path: path) with { IsSeedArbitrary = true, Seed = 11 };
        RunUntil(task, 2);
        Assert.AreEqual(11UL, TrainingCheckpoint.SeedIn(path));
        AreEqual(SviFit.Run(SixEpochs() with { Seed = 11 }), SviFit.Run(task with { Seed = 12 }));
    });

    /// <summary>The sections of a file and where their payloads are.</summary>
    private static IEnumerable<(string Tag, int Start, int Length)> Sections(byte[] file)
    {
        for (int at = 20; at < file.Length;)
        {
            int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at + 8));
            yield return (Encoding.ASCII.GetString(file, at, 4), at + 16, length);
            at += 16 + length + 4;
        }
    }
}
