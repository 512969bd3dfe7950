using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian.Tests;

[TestClass]
public sealed class TensorArithmeticTests
{
    [TestMethod]
    [DataRow(ScalarType.Float32)]
    [DataRow(ScalarType.Float64)]
    public void Every_operation_gives_what_that_of_torch_gives_bit_for_bit(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(5);
        Tensor x = randn([1003], type, generator: random), y = randn([1003], type, generator: random), z = rand([1003], type, generator: random).add(0.1);
        (string Name, Tensor Expected, Tensor Actual)[] cases =
        [
            ("add", x + y, x.Add(y)),
            ("add number", x.add(0.1), x.Add(0.1)),
            ("add_", x.clone().add_(y), x.clone().AddInPlace(y)),
            ("add_ scaled", x.clone().add_(y, alpha: 0.3), x.clone().AddInPlace(y, 0.3)),
            ("add_ number", x.clone().add_(0.1), x.clone().AddInPlace(0.1)),
            ("addcmul", addcmul(x, y, z, 1), x.AddProduct(y, z)),
            ("addcmul_", x.clone().addcmul_(y, z, 0.3), x.clone().AddProductInPlace(y, z, 0.3)),
            ("addcdiv_", x.clone().addcdiv_(y, z, -0.3), x.clone().AddQuotientInPlace(y, z, -0.3)),
            ("sub", x - 1.0 / 12, x.Subtract(1.0 / 12)),
            ("sub_", x.clone().sub_(1), x.clone().SubtractInPlace(1)),
            ("from", 1 - x, x.SubtractedFrom(1)),
            ("mul", 0.1f * x, x.Multiply(0.1f)),
            ("mul_", x.clone().mul_(0.3), x.clone().MultiplyInPlace(0.3)),
            ("div", x / 7, x.Divide(7)),
            ("div_", x.clone().div_(0.3), x.clone().DivideInPlace(0.3)),
            ("square", x.square(), x.Square()),
            ("lerp_", x.clone().lerp_(y, 0.1), x.clone().InterpolateInPlace(y, 0.1)),
            ("clamp", x.clamp(0, 0.7f), x.Clamp(0, 0.7f)),
            ("clamp_", x.clone().clamp_(-1, 1), x.clone().ClampInPlace(-1, 1)),
            ("clamp_min", x.clamp_min(float.Epsilon), x.AtLeast(float.Epsilon)),
            ("clamp_min_", x.clone().clamp_min_(0), x.clone().AtLeastInPlace(0)),
            ("le", x.le(0.1), x.IsAtMost(0.1)),
            ("fill_", full_like(x, 0.1f), empty_like(x).Fill(0.1f)),
            ("arange", arange(1003, dtype: ScalarType.Int64, device: CPU), TensorArithmetic.Indices(1003, CPU)),
        ];
        foreach ((string name, Tensor expected, Tensor actual) in cases)
        {
            Assert.AreEqual(expected.dtype, actual.dtype, name);
            Assert.IsTrue(expected.equal(actual).all().item<bool>(), name);
        }
    }

    [TestMethod]
    public void A_whole_number_leaves_whole_tensors_whole()
    {
        using var scope = NewDisposeScope();
        Tensor whole = TensorArithmetic.Indices(5, CPU);
        Assert.AreEqual(ScalarType.Int64, whole.Multiply(2).dtype);
        Assert.AreEqual(ScalarType.Float32, whole.Multiply(2.0).dtype);
    }
}
