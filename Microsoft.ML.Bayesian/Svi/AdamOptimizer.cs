using System.Numerics;
using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>Adam (Kingma and Ba 2015) with bias correction, on one block of parameters.</summary>
internal sealed class AdamOptimizer : IDisposable, ICheckpointed
{
    private const double FirstDecay = 0.9, SecondDecay = 0.999, Epsilon = 1e-8;

    private readonly Tensor values, firstMoment, secondMoment;
    private readonly bool isManaged;
    private long step;

    public AdamOptimizer(Tensor values)
    {
        this.values = values;
        firstMoment = zeros_like(values);
        secondMoment = zeros_like(values);
        isManaged = TensorMemory.IsManaged(values);
    }

    public void Step(Tensor gradient, double learningRate)
    {
        step++;
        double correction = Math.Sqrt(1 - Math.Pow(SecondDecay, step)), rate = learningRate * correction / (1 - Math.Pow(FirstDecay, step)), epsilon = Epsilon * correction;
        if (isManaged)
            Step(TensorMemory.Of(gradient), TensorMemory.Of(values), TensorMemory.Of(firstMoment), TensorMemory.Of(secondMoment), (float)rate, (float)epsilon);
        else
            StepOnDevice(gradient, rate, epsilon);
    }

    string ICheckpointed.Tag => "ADAM";

    /// <summary>Forgets all gradients so far, for a loss that is another from now on.</summary>
    public void Reset()
    {
        step = 0;
        firstMoment.zero_();
        secondMoment.zero_();
    }

    public void Dispose()
    {
        firstMoment.Dispose();
        secondMoment.Dispose();
    }

    void ICheckpointed.Save(BinaryWriter writer)
    {
        writer.Write((ulong)step);
        writer.WriteTensor(firstMoment);
        writer.WriteTensor(secondMoment);
    }

    void ICheckpointed.Restore(SectionReader reader)
    {
        step = (long)reader.ReadUInt64();
        reader.ReadTensor(firstMoment, "first moments");
        reader.ReadTensor(secondMoment, "second moments");
    }

    private void StepOnDevice(Tensor gradient, double rate, double epsilon)
    {
        firstMoment.InterpolateInPlace(gradient, 1 - FirstDecay);
        secondMoment.MultiplyInPlace(SecondDecay).AddProductInPlace(gradient, gradient, 1 - SecondDecay);
        using Tensor denominator = secondMoment.sqrt().AddInPlace(epsilon);
        values.AddQuotientInPlace(firstMoment, denominator, -rate);
    }

    // All in one pass over the memory, which is what an optimizer's step costs.
    private static void Step(ReadOnlySpan<float> gradient, Span<float> values, Span<float> firstMoment, Span<float> secondMoment, float rate, float epsilon)
    {
        int i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> slope = new(gradient[i..]), first = new(firstMoment[i..]), second = new(secondMoment[i..]);
            first += (float)(1 - FirstDecay) * (slope - first);
            second = (float)SecondDecay * second + (float)(1 - SecondDecay) * (slope * slope);
            first.CopyTo(firstMoment[i..]);
            second.CopyTo(secondMoment[i..]);
            (new Vector<float>(values[i..]) - rate * first / (Vector.SquareRoot(second) + new Vector<float>(epsilon))).CopyTo(values[i..]);
        }

        for (; i < values.Length; i++)
        {
            firstMoment[i] += (float)(1 - FirstDecay) * (gradient[i] - firstMoment[i]);
            secondMoment[i] = (float)SecondDecay * secondMoment[i] + (float)(1 - SecondDecay) * (gradient[i] * gradient[i]);
            values[i] -= rate * firstMoment[i] / (MathF.Sqrt(secondMoment[i]) + epsilon);
        }
    }
}
