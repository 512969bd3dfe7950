using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.Bayesian;

/// <summary>Draws pre-activations, a = f(mean + deviation · noise), and the squares that the layer above needs.</summary>
internal static unsafe class PreactivationKernel
{
    private const int Lanes = MultiplyAccumulate.RowLanes, Width = ElementwiseKernel.Width;

    /// <summary>How a layer's values are drawn.</summary>
    /// <param name="Activation">The activation f.</param>
    /// <param name="Units">The number of units.</param>
    public readonly record struct Layer(Activation Activation, int Units)
    {
        // Every piecewise linear activation is a clip; the others are applied afterwards.
        internal (float Least, float Most)? Bounds => Activation.Kind switch
        {
            ActivationKind.Identity => (float.NegativeInfinity, float.PositiveInfinity),
            ActivationKind.ReLU => (0, float.PositiveInfinity),
            ActivationKind.BoundedReLU => (0, Activation.Bound),
            ActivationKind.HardTanh => (-1, 1),
            _ => null,
        };
    }

    /// <summary>One sample of a tile of rows: mean and deviation are [unit][lane], and all lanes share a unit's noise.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="mean">The means.</param>
    /// <param name="deviation">The standard deviations.</param>
    /// <param name="noise">The noise of the sample, <see cref="MultiplyAccumulate.RowLanes"/> values from unit to unit.</param>
    /// <param name="destination">Receives the activations, [unit][lane].</param>
    /// <param name="squares">Receives their squares; null where they are not needed.</param>
    public static void Rows(Layer layer, float* mean, float* deviation, float* noise, float* destination, float* squares) =>
        Draw(new PerLane(mean), new PerLane(deviation), new PerUnit(noise, Lanes), layer, destination, squares);

    /// <summary>As <see cref="Rows"/>, with variances in place of standard deviations.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="mean">The means.</param>
    /// <param name="variance">The variances.</param>
    /// <param name="noise">The noise: of one sample for all lanes, or of one sample per lane.</param>
    /// <param name="shared">Whether all lanes share a unit's noise.</param>
    /// <param name="destination">Receives the activations, [unit][lane].</param>
    /// <param name="squares">Receives their squares; null where they are not needed.</param>
    public static void OfVariance(Layer layer, float* mean, float* variance, float* noise, bool shared, float* destination, float* squares)
    {
        if (shared)
            Draw(new PerLane(mean), new Root(variance), new PerUnit(noise, Lanes), layer, destination, squares);
        else
            Draw(new PerLane(mean), new Root(variance), new PerLane(noise), layer, destination, squares);
    }

    /// <summary>A tile of samples of a single row: mean and deviation are [unit], the noise and the results [unit][sample].</summary>
    public static void Samples(Layer layer, float* mean, float* deviation, float* noise, float* destination, float* squares) =>
        Draw(new PerUnit(mean, 1), new PerUnit(deviation, 1), new PerLane(noise), layer, destination, squares);

    /// <summary>One sample of a single row: mean, deviation and results are [unit].</summary>
    public static void Single(Layer layer, float* mean, float* deviation, float* noise, float* destination)
    {
        for (int unit = 0; unit < layer.Units; unit++)
            destination[unit] = MathF.FusedMultiplyAdd(deviation[unit], noise[unit * Lanes], mean[unit]);
        ActivationKernel.Apply(layer.Activation, new Span<float>(destination, layer.Units));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Draw<TMean, TDeviation, TNoise>(TMean mean, TDeviation deviation, TNoise noise, Layer layer, float* destination, float* squares)
        where TMean : struct, ISource
        where TDeviation : struct, ISource
        where TNoise : struct, ISource
    {
        (float Least, float Most)? bounds = layer.Bounds;
        Vector512<float> least = Vector512.Create(bounds?.Least ?? float.NegativeInfinity), most = Vector512.Create(bounds?.Most ?? float.PositiveInfinity);
        for (int unit = 0; unit < layer.Units; unit++)
        {
            for (int lane = 0; lane < Lanes; lane += Width)
            {
                int at = unit * Lanes + lane;
                Vector512<float> value = Vector512.FusedMultiplyAdd(deviation.At(unit, lane), noise.At(unit, lane), mean.At(unit, lane));
                // In this order of the arguments, what is not a number stays so.
                value = Vector512.MinNative(most, Vector512.MaxNative(least, value));
                value.Store(destination + at);
                if (squares is not null)
                    ElementwiseKernel.Bounded(value * value).Store(squares + at);
            }
        }

        if (bounds is not null)
            return;
        ActivationKernel.Apply(layer.Activation, new Span<float>(destination, layer.Units * Lanes));
        if (squares is not null)
            ElementwiseKernel.Square(destination, squares, layer.Units * Lanes);
    }

    /// <summary>Where the lanes of a unit take their values from.</summary>
    private interface ISource
    {
        Vector512<float> At(int unit, int lane);
    }

    private readonly struct PerLane(float* values) : ISource
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> At(int unit, int lane) => Vector512.Load(values + unit * Lanes + lane);
    }

    private readonly struct Root(float* values) : ISource
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> At(int unit, int lane) => Vector512.Sqrt(Vector512.Load(values + unit * Lanes + lane));
    }

    private readonly struct PerUnit(float* values, int stride) : ISource
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> At(int unit, int lane) => Vector512.Create(values[unit * stride]);
    }
}
