using Options = Microsoft.ML.Bayesian.SviClassificationTrainer.Options;

namespace Microsoft.ML.Bayesian.Tests;

[TestClass]
public sealed class TrainingScheduleTests
{
    [TestMethod]
    public void The_learning_rate_warms_up_for_a_hundred_steps_and_falls_to_two_percent()
    {
        var schedule = new TrainingSchedule(new Options { Epochs = 30, LearningRate = 0.5 }, stepsPerEpoch: 100);
        Assert.AreEqual(0.5 / 100, schedule.LearningRate(0), 1e-12);
        Assert.AreEqual(0.5, schedule.LearningRate(100), 1e-12);
        Assert.AreEqual(0.01, schedule.LearningRate(3000), 1e-12);
        double[] rates = [.. Enumerable.Range(100, 2900).Select(step => schedule.LearningRate(step))];
        CollectionAssert.AreEqual(rates.OrderDescending().ToArray(), rates);
    }

    [TestMethod]
    public void A_constant_schedule_stays_after_its_warm_up()
    {
        var schedule = new TrainingSchedule(new Options { Epochs = 30, LearningRate = 0.5, LearningRateSchedule = LearningRateSchedule.Constant }, stepsPerEpoch: 100);
        Assert.AreEqual(0.5, schedule.LearningRate(2999));
    }

    [TestMethod]
    public void The_KL_weight_rises_in_a_line_and_stays()
    {
        var schedule = new TrainingSchedule(new Options { Epochs = 30, KlWeight = 0.3, KlWarmUpEpochs = 5 }, stepsPerEpoch: 10);
        Assert.AreEqual(0.3 / 50, schedule.KlWeight(0), 1e-12);
        Assert.AreEqual(0.15, schedule.KlWeight(24), 1e-12);
        Assert.AreEqual(0.3, schedule.KlWeight(49), 1e-12);
        Assert.AreEqual(0.3, schedule.KlWeight(299), 1e-12);
        Assert.AreEqual(0.3, new TrainingSchedule(new Options { KlWeight = 0.3, KlWarmUpEpochs = 0 }, 10).KlWeight(0), 1e-12);
    }
}
