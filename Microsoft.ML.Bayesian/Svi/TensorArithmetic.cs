using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// Operations of tensors with numbers, and those of torch that take a number unseen. TorchSharp makes an object of each number and gives
/// libtorch its address; nothing refers to that object during the operation, so a garbage collection on another thread can free what
/// libtorch is about to read. Here it lives until the operation is done. "InPlace" changes the tensor and returns it.
/// </summary>
internal static class TensorArithmetic
{
    /// <summary>0, 1, … below a count.</summary>
    public static Tensor Indices(int count, Device device)
    {
        using Scalar start = 0.ToScalar(), stop = count.ToScalar(), step = 1.ToScalar();
        return arange(start, stop, step, ScalarType.Int64, device);
    }

    extension(Tensor values)
    {
        public Tensor Add(Tensor other)
        {
            using Scalar once = 1.ToScalar();
            return values.add(other, once);
        }

        public Tensor Add(double number)
        {
            using Scalar scalar = number.ToScalar(), once = 1.ToScalar();
            return values.add(scalar, once);
        }

        public Tensor AddInPlace(Tensor other) => values.AddInPlace(other, 1);

        public Tensor AddInPlace(Tensor other, ScalarOperand factor)
        {
            using Scalar scalar = factor.ToScalar();
            return values.add_(other, scalar);
        }

        public Tensor AddInPlace(double number)
        {
            using Scalar scalar = number.ToScalar(), once = 1.ToScalar();
            return values.add_(scalar, once);
        }

        /// <summary>The tensor + first·second.</summary>
        public Tensor AddProduct(Tensor first, Tensor second)
        {
            using Scalar once = 1.ToScalar();
            return values.addcmul(first, second, once);
        }

        /// <summary>The tensor + factor·first·second.</summary>
        public Tensor AddProductInPlace(Tensor first, Tensor second, ScalarOperand factor)
        {
            using Scalar scalar = factor.ToScalar();
            return values.addcmul_(first, second, scalar);
        }

        /// <summary>The tensor + factor·dividend/divisor.</summary>
        public Tensor AddQuotientInPlace(Tensor dividend, Tensor divisor, ScalarOperand factor)
        {
            using Scalar scalar = factor.ToScalar();
            return values.addcdiv_(dividend, divisor, scalar);
        }

        public Tensor Subtract(ScalarOperand number)
        {
            using Scalar scalar = number.ToScalar();
            return values.sub(scalar);
        }

        public Tensor SubtractInPlace(ScalarOperand number)
        {
            using Scalar scalar = number.ToScalar();
            return values.sub_(scalar);
        }

        /// <summary>The number − the tensor.</summary>
        public Tensor SubtractedFrom(ScalarOperand number)
        {
            using Scalar scalar = number.ToScalar(), once = 1.ToScalar();
            return values.neg().add(scalar, once);
        }

        public Tensor Multiply(ScalarOperand factor)
        {
            using Scalar scalar = factor.ToScalar();
            return values.mul(scalar);
        }

        public Tensor MultiplyInPlace(ScalarOperand factor)
        {
            using Scalar scalar = factor.ToScalar();
            return values.mul_(scalar);
        }

        public Tensor Divide(ScalarOperand divisor)
        {
            using Scalar scalar = divisor.ToScalar();
            return values.div(scalar);
        }

        public Tensor DivideInPlace(ScalarOperand divisor)
        {
            using Scalar scalar = divisor.ToScalar();
            return values.div_(scalar);
        }

        public Tensor Square()
        {
            using Scalar two = 2.ToScalar();
            return values.pow(two);
        }

        /// <summary>The tensor + weight·(end − the tensor).</summary>
        public Tensor InterpolateInPlace(Tensor end, double weight)
        {
            using Tensor share = tensor(weight);
            return values.lerp_(end, share);
        }

        public Tensor Clamp(ScalarOperand least, ScalarOperand greatest)
        {
            using Scalar from = least.ToScalar(), to = greatest.ToScalar();
            return values.clamp(from, to);
        }

        public Tensor ClampInPlace(ScalarOperand least, ScalarOperand greatest)
        {
            using Scalar from = least.ToScalar(), to = greatest.ToScalar();
            return values.clamp_(from, to);
        }

        /// <summary>The tensor, with the number in place of what is less.</summary>
        public Tensor AtLeast(ScalarOperand least)
        {
            using Scalar scalar = least.ToScalar();
            return values.clamp_min(scalar);
        }

        public Tensor AtLeastInPlace(ScalarOperand least)
        {
            using Scalar scalar = least.ToScalar();
            return values.clamp_min_(scalar);
        }

        /// <summary>Where the tensor is at most a number.</summary>
        public Tensor IsAtMost(ScalarOperand number)
        {
            using Scalar scalar = number.ToScalar();
            return values.le(scalar);
        }

        public Tensor Fill(ScalarOperand number)
        {
            using Scalar scalar = number.ToScalar();
            return values.fill_(scalar);
        }
    }
}
