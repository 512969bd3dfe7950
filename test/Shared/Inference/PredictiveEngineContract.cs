namespace Microsoft.ML.Bayesian.Tests.Inference;

/// <summary>
/// What every <see cref="PredictiveEngine"/> keeps, whatever its method: a row's answer is a function of row, posterior and options
/// alone, and is a distribution with an uncertainty that adds up. An engine's test class derives from this and says how it is made.
/// </summary>
public abstract partial class PredictiveEngineContract
{
    private const int Samples = 20;

    private static readonly int[] BatchSizes = [1, 2, 3, 4, 5, 31, 32, 33, 1025];

    /// <summary>Makes the engine under test.</summary>
    public abstract PredictiveEngine Create(Posterior posterior, InferenceOptions options);

    /// <summary>
    /// How far an approximate method may be from the truth for wide posteriors, in probability and in nats; 0 for a method whose only
    /// error is that of sampling.
    /// </summary>
    protected virtual double Bias(NetworkArchitecture network) => 0;

    /// <summary>How far the answer of a posterior without spread may be from that of the network of its means, in probability and in nats.</summary>
    protected virtual double Precision => 2e-6;

    [TestMethod]
    public void Probabilities_sum_to_one_and_uncertainties_add_up()
    {
        foreach (NetworkArchitecture network in EngineCases.Networks)
        {
            EnginePredictions predictions = EnginePredictions.Of(Default(network), EngineCases.Rows(network, 100));
            for (int row = 0; row < predictions.Count; row++)
            {
                PredictiveUncertainty uncertainty = predictions.Uncertainties[row];
                Assert.AreEqual(1, predictions.Row(row).Sum(), 1e-5f);
                Assert.IsTrue(predictions.Row(row).All(probability => probability is >= 0 and <= 1));
                Assert.IsGreaterThanOrEqualTo(0, uncertainty.Epistemic);
                Assert.IsGreaterThanOrEqualTo(0, uncertainty.Aleatoric);
                Assert.IsLessThanOrEqualTo(Math.Log(network.ClassCount) + 1e-6, uncertainty.Total);
                Assert.AreEqual(uncertainty.Total, uncertainty.Epistemic + uncertainty.Aleatoric, 1e-6f);
            }
        }
    }

    [TestMethod]
    public void A_row_gets_the_same_answer_alone_and_in_any_batch()
    {
        foreach (NetworkArchitecture network in EngineCases.Networks)
        {
            PredictiveEngine engine = Default(network);
            float[] rows = EngineCases.Rows(network, BatchSizes.Max());
            EnginePredictions[] alone = [.. Enumerable.Range(0, BatchSizes.Max()).Select(row => EnginePredictions.Of(engine, EngineCases.Row(network, rows, row)))];
            foreach (int size in BatchSizes)
            {
                EnginePredictions batch = EnginePredictions.Of(engine, rows[..(size * network.InputCount)]);
                for (int row = 0; row < size; row++)
                    CollectionAssert.AreEqual(alone[row].Bits(), batch.Bits(row), $"Row {row} of {size}.");
            }
        }
    }

    [TestMethod]
    public void A_row_gets_the_same_answer_in_any_order()
    {
        NetworkArchitecture network = EngineCases.Mlp;
        PredictiveEngine engine = Default(network);
        float[] rows = EngineCases.Rows(network, 77);
        EnginePredictions forwards = EnginePredictions.Of(engine, rows);
        EnginePredictions backwards = EnginePredictions.Of(engine, [.. rows.Chunk(network.InputCount).Reverse().SelectMany(row => row)]);
        for (int row = 0; row < forwards.Count; row++)
            CollectionAssert.AreEqual(forwards.Bits(row), backwards.Bits(forwards.Count - 1 - row));
    }

    [TestMethod]
    public void Rows_that_are_not_numbers_leave_the_other_rows_alone()
    {
        foreach (NetworkArchitecture network in EngineCases.Networks)
        {
            PredictiveEngine engine = Default(network);
            float[] rows = EngineCases.Rows(network, 40);
            EnginePredictions clean = EnginePredictions.Of(engine, rows);
            rows.AsSpan(7 * network.InputCount, network.InputCount).Fill(float.NaN);
            EnginePredictions spoilt = EnginePredictions.Of(engine, rows);
            for (int row = 0; row < clean.Count; row++)
            {
                if (row != 7)
                    CollectionAssert.AreEqual(clean.Bits(row), spoilt.Bits(row));
            }

            Assert.IsTrue(float.IsNaN(spoilt.Row(7)[0]));
        }
    }

    [TestMethod]
    public void Inputs_of_any_size_give_finite_answers()
    {
        foreach (NetworkArchitecture network in EngineCases.Networks)
        {
            PredictiveEngine engine = Default(network);
            foreach (float size in new[] { 1e-30f, 1e4f, 1e20f })
            {
                EnginePredictions predictions = EnginePredictions.Of(engine, [.. EngineCases.Rows(network, 20).Select(value => value * size)]);
                Assert.IsTrue(predictions.Probabilities.All(probability => probability is >= 0 and <= 1), $"Size {size}.");
                Assert.IsTrue(predictions.Uncertainties.All(uncertainty => float.IsFinite(uncertainty.Total) && uncertainty.Epistemic >= 0), $"Size {size}.");
            }
        }
    }

    [TestMethod]
    public void Threads_that_share_an_engine_get_the_answers_of_one_thread()
    {
        foreach (NetworkArchitecture network in EngineCases.Networks)
        {
            PredictiveEngine sequential = Default(network), shared = Default(network);
            float[][] blocks = [.. Enumerable.Range(0, 64).Select(block => EngineCases.Rows(network, 1 + block % 40, seed: block))];
            int[][] expected = [.. blocks.Select(block => EnginePredictions.Of(sequential, block).Bits())];
            var actual = new int[blocks.Length][];
            Thread[] threads = [.. Enumerable.Range(0, blocks.Length).Select(block => new Thread(() => actual[block] = EnginePredictions.Of(shared, blocks[block]).Bits()))];
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());
            for (int block = 0; block < blocks.Length; block++)
                CollectionAssert.AreEqual(expected[block], actual[block]);
        }
    }

    [TestMethod]
    public void No_rows_are_no_error()
    {
        Assert.AreEqual(0, EnginePredictions.Of(Default(EngineCases.Mlp), []).Count);
    }

    [TestMethod]
    public void Wrong_lengths_are_refused_by_name()
    {
        PredictiveEngine engine = Default(EngineCases.Mlp);
        Assert.AreEqual("rows", Assert.ThrowsExactly<ArgumentException>(() => engine.Predict(new float[38], new float[5], new PredictiveUncertainty[1])).ParamName);
        Assert.AreEqual("probabilities", Assert.ThrowsExactly<ArgumentException>(() => engine.Predict(new float[74], new float[9], new PredictiveUncertainty[2])).ParamName);
        Assert.AreEqual("uncertainties", Assert.ThrowsExactly<ArgumentException>(() => engine.Predict(new float[74], new float[10], new PredictiveUncertainty[3])).ParamName);
    }

    [TestMethod]
    public void Cancellation_ends_the_call_and_leaves_the_engine_usable()
    {
        PredictiveEngine engine = Default(EngineCases.Mlp);
        float[] rows = EngineCases.Rows(EngineCases.Mlp, 40);
        int[] before = EnginePredictions.Of(engine, rows).Bits();
        Assert.Throws<OperationCanceledException>(() => engine.Predict(rows, new float[40 * 5], new PredictiveUncertainty[40], new CancellationToken(canceled: true)));
        CollectionAssert.AreEqual(before, EnginePredictions.Of(engine, rows).Bits());
    }

    [TestMethod]
    public void Nothing_is_allocated_per_row()
    {
        const int Few = 3, Many = 1000, Constant = 512;
        NetworkArchitecture network = EngineCases.Mlp;
        PredictiveEngine engine = Default(network);
        float[] rows = EngineCases.Rows(network, Many), probabilities = new float[Many * network.ClassCount];
        var uncertainties = new PredictiveUncertainty[Many];
        long Allocated(int count)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            engine.Predict(rows.AsSpan(0, count * network.InputCount), probabilities.AsSpan(0, count * network.ClassCount), uncertainties.AsSpan(0, count));
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        for (int warm = 0; warm < 3; warm++)
            _ = Allocated(Many) + Allocated(Few);
        Assert.IsLessThanOrEqualTo(Constant, Allocated(Few));
        Assert.IsLessThanOrEqualTo(Constant, Allocated(Many));
    }

    private PredictiveEngine Default(NetworkArchitecture network) => Create(EngineCases.Posterior(network), new InferenceOptions { SampleCount = Samples, Seed = 3 });
}
