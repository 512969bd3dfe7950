using Microsoft.ML.Bayesian.Quantization;
using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>The grids of one tensor's means and standard deviations, as torch sees them. A row is an output channel, or the whole tensor.</summary>
internal sealed class TensorGrid
{
    private readonly PackedStorage? means;
    private readonly LogarithmicQuantizer? deviations;
    private readonly Tensor? steps, varianceWeights;
    private readonly int deviationRows;

    /// <summary>Reads the grids.</summary>
    /// <param name="quantized">A tensor of a quantized posterior.</param>
    /// <param name="weights">How much each tap counts in the variance of an output.</param>
    /// <param name="isBias">Whether the levels of the means follow the means.</param>
    /// <param name="device">Where the tensors are.</param>
    public TensorGrid(VariationalTensor quantized, double[] weights, bool isBias, Device device)
    {
        means = quantized.Mean as PackedStorage;
        if (means is not null && !isBias)
            steps = OnDevice([.. Enumerable.Range(0, means.Factors.Count).Select(row => means.Factors[row])]).unsqueeze(1);
        if (quantized.StandardDeviation is PackedStorage packed)
        {
            deviations = (LogarithmicQuantizer)packed.Levels;
            deviationRows = packed.Factors.Count;
            varianceWeights = OnDevice([.. Enumerable.Range(0, quantized.Length / deviationRows).Select(tap => (float)weights[tap % weights.Length])]);
        }

        Tensor OnDevice(float[] values) => tensor(values, device: device);
    }

    /// <summary>Means on their levels.</summary>
    /// <param name="values">The means of the tensor, flat.</param>
    public Tensor Means(Tensor values)
    {
        if (means is null)
            return values;
        int reach = UniformQuantizer.LargestLevel(means.Bits);
        return steps is null
            ? StraightThrough.Uniform(values, values.abs().max().Divide(reach).AtLeast(float.Epsilon), reach)
            : StraightThrough.Uniform(values.view(steps.shape[0], -1), steps, reach).view(-1);
    }

    /// <summary>Standard deviations on their levels, each row with the factor that keeps the variance of its output.</summary>
    /// <param name="values">The standard deviations of the tensor, flat.</param>
    public Tensor Deviations(Tensor values)
    {
        if (deviations is null)
            return values;
        Tensor exact = values.view(deviationRows, -1), rounded = StraightThrough.Logarithmic(exact, deviations);
        Tensor factors = (exact.Square().matmul(varianceWeights!) / rounded.Square().matmul(varianceWeights!)).sqrt_();
        return rounded.mul_(factors.unsqueeze(1)).view(-1);
    }
}
