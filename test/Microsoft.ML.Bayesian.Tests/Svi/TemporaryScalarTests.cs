using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian.Tests;

[TestClass]
public sealed class TemporaryScalarTests
{
    [TestMethod]
    public void The_library_hands_torch_no_number_that_a_garbage_collection_could_free()
    {
        IReadOnlyList<string> offences = TemporaryScalars.MadeBy(typeof(TensorArithmetic).Assembly.Location, nameof(TensorArithmetic), nameof(ScalarOperand));
        Assert.IsEmpty(offences, "TensorArithmetic has operations that keep their numbers alive, to be used instead of:\n" + string.Join('\n', offences));
    }

    [TestMethod]
    [DataRow(nameof(Offences.ByConversion))]
    [DataRow(nameof(Offences.ByOperator))]
    [DataRow(nameof(Offences.ByMethodThatMakesOne))]
    [DataRow(nameof(Offences.ByTensorOfNumber))]
    [DataRow(nameof(Offences.InClosure))]
    public void The_search_names_the_method_that_does(string offender) =>
        Assert.Contains(offence => offence.Contains(offender, StringComparison.Ordinal), TemporaryScalars.MadeBy(typeof(Offences).Assembly.Location));

    // Written with torch's own operations and conversions, 11 of these rounds failed.
    [TestMethod]
    public void Collections_on_another_thread_disturb_no_operation()
    {
        using var stop = new CancellationTokenSource();
        Task collector = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        });
        try
        {
            using Tensor a = ones(1000), b = ones(1000), c = zeros(1000);
            for (int i = 0; i < 100_000; i++)
            {
                c.Fill(2).AddProductInPlace(a, b, 0.25).MultiplyInPlace(4).AddInPlace(a, -0.5).ClampInPlace(0, 8.25);
                Assert.AreEqual(8.25f, TensorMemory.Of(c)[i % 1000]);
            }
        }
        finally
        {
            stop.Cancel();
            collector.Wait();
        }
    }

    private static class Offences
    {
        public static Tensor ByConversion(Tensor values) => values.mul_(0.5);

        public static Tensor ByOperator(Tensor values) => 1 - values;

        public static Tensor ByMethodThatMakesOne(Tensor values) => values + values;

        public static Tensor ByTensorOfNumber(Tensor values) => values.lerp_(values, 0.5);

        public static Func<Tensor, Tensor> InClosure(double share) => values => values.add_(values, alpha: share);
    }
}
