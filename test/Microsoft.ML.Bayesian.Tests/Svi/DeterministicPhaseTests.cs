using static TorchSharp.torch;
using Options = Microsoft.ML.Bayesian.SviClassificationTrainer.Options;

namespace Microsoft.ML.Bayesian.Tests;

[TestClass]
public sealed class DeterministicPhaseTests
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Its_gradient_is_that_of_the_network_at_the_means_and_none_for_the_deviations(bool convolution)
    {
        using var scope = NewDisposeScope();
        NetworkArchitecture network = convolution ? SviHarness.ConvolutionNetwork : SviHarness.DenseNetwork;
        using VariationalParameters parameters = SviHarness.Parameters(network);
        (Tensor rows, Tensor labels) = SviHarness.Batch(network, 4);
        using var noise = new Generator(1);
        using var pass = new MeanPass(parameters, new Guide(), noise);
        var objective = new EvidenceLowerBound(parameters, new Guide(), pass, new ZeroMeanPrior(1), 10, draws: 1, rowsPerDraw: 8);
        Tensor gradient = zeros_like(parameters.Values);
        double[] analytic = SviHarness.Array(Differentiate(gradient).flatten());
        Tensor flat = parameters.Values.flatten(), unused = zeros_like(gradient);
        const double Step = 1e-5;
        for (int i = 0; i < analytic.Length / 2; i++)
        {
            Tensor one = flat.narrow(0, i, 1);
            one.add_(Step);
            double above = Loss();
            one.sub_(2 * Step);
            double below = Loss();
            one.add_(Step);
            Assert.AreEqual((above - below) / (2 * Step), analytic[i], 1e-7 + 1e-5 * Math.Abs(analytic[i]), $"mean {i}");
        }

        Assert.IsTrue(analytic.Skip(analytic.Length / 2).All(value => value == 0));

        Tensor Differentiate(Tensor into)
        {
            objective.Differentiate(rows, labels, null, klWeight: 0, into);
            return into;
        }

        double Loss() => objective.Differentiate(rows, labels, null, klWeight: 0, unused).item<double>();
    }

    [TestMethod]
    public void Means_are_learnt_first_and_deviations_set_in_afterwards()
    {
        TrainingSet set = ToyData.Block(ToyData.Moons(200));
        var options = new Options { HiddenUnits = [32], Epochs = 40, DeterministicEpochs = 15, KlWarmUpEpochs = 5, BatchSize = 16, LearningRate = 1e-2, InitialStandardDeviation = 0.02, ReturnBestOnCancellation = true };
        using var cancellation = new CancellationTokenSource();
        SviTask task = SviHarness.Task(set, options, validation: ToyData.Block(ToyData.Moons(400, seed: 2)));
        SviResult first = SviFit.Run(task with
        {
            Options = options with { CancellationToken = cancellation.Token },
            Report = progress => { if (progress.Epoch == 15) cancellation.Cancel(); },
        });
        SviResult whole = SviFit.Run(task);

        Assert.IsTrue(Deviations(first).All(deviation => Math.Abs(deviation - 0.02) < 1e-6));
        Assert.IsLessThan(0.3, first.History[^1].NegativeLogLikelihood);
        CollectionAssert.AreEqual(Enumerable.Repeat(0.0, 15).ToArray(), whole.History.Take(15).Select(epoch => epoch.KlWeight).ToArray());
        CollectionAssert.AreEqual(new[] { 0.2, 0.4, 0.6, 0.8, 1, 1 }, whole.History.Skip(15).Take(6).Select(epoch => Math.Round(epoch.KlWeight, 9)).ToArray());
        Assert.IsTrue(whole.History.Take(15).All(epoch => !epoch.IsBest), "an epoch without deviations is no candidate");
        Assert.IsGreaterThan(15, whole.BestEpoch);
        Assert.IsGreaterThan(0.04f, Deviations(whole).Max());
        Assert.IsGreaterThan(0.9, whole.History[^1].ValidationAccuracy!.Value);

        static float[] Deviations(SviResult result) => [.. result.Posterior.Tensors.SelectMany(tensor => tensor.StandardDeviation.ToArray())];
    }

    [TestMethod]
    public void Where_it_ends_the_learning_rate_warms_up_again_and_the_KL_weight_begins_to_rise()
    {
        var schedule = new TrainingSchedule(new Options { Epochs = 30, DeterministicEpochs = 10, KlWarmUpEpochs = 5, KlWeight = 0.5, LearningRate = 0.5, LearningRateSchedule = LearningRateSchedule.Constant }, stepsPerEpoch: 100);
        CollectionAssert.AreEqual(new[] { 0.005, 0.5, 0.5, 0.005, 0.5 }, new long[] { 0, 99, 999, 1000, 1099 }.Select(schedule.LearningRate).ToArray());
        Assert.AreEqual(0, schedule.KlWeight(999));
        Assert.AreEqual(0.5 / 500, schedule.KlWeight(1000), 1e-12);
        Assert.AreEqual(0.5, schedule.KlWeight(1499), 1e-12);
    }

    [TestMethod]
    public void Optimizing_anew_forgets_all_gradients()
    {
        using var scope = NewDisposeScope();
        Tensor first = zeros(2, 5), second = zeros(2, 5), gradient = arange(1, 11, ScalarType.Float32).view(2, 5);
        using var used = new AdamOptimizer(first);
        using var fresh = new AdamOptimizer(second);
        used.Step(gradient * -7, 0.1);
        used.Reset();
        first.zero_();
        used.Step(gradient, 0.1);
        fresh.Step(gradient, 0.1);
        CollectionAssert.AreEqual(second.flatten().data<float>().ToArray(), first.flatten().data<float>().ToArray());
    }
}
