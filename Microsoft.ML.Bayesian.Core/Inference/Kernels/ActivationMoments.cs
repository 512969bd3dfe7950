using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.Bayesian;

/// <summary>Mean and variance of an activation of a Gaussian.</summary>
internal static unsafe class ActivationMoments
{
    private const int Width = ElementwiseKernel.Width;

    /// <summary>An activation; a type, so that each is compiled into a loop of its own.</summary>
    private interface IActivation
    {
        GaussianMoments Of(Vector512<float> mean, Vector512<float> variance);
    }

    /// <summary>Replaces the moments of values by those of their activations.</summary>
    /// <param name="activation">The activation.</param>
    /// <param name="mean">The means.</param>
    /// <param name="variance">The variances.</param>
    /// <param name="gain">Receives the gains; null where they are not needed.</param>
    /// <param name="length">The number of values; whole vectors are worked on.</param>
    public static void Apply(Activation activation, float* mean, float* variance, float* gain, int length)
    {
        switch (activation.Kind)
        {
            case ActivationKind.Identity:
                if (gain is not null)
                    new Span<float>(gain, length).Fill(1);
                break;
            case ActivationKind.ReLU:
                Apply(default(Rectifier), mean, variance, gain, length);
                break;
            case ActivationKind.BoundedReLU:
                Apply(new Clip(0, activation.Bound), mean, variance, gain, length);
                break;
            case ActivationKind.HardTanh:
                Apply(new Clip(-1, 1), mean, variance, gain, length);
                break;
            case ActivationKind.Tanh:
                Apply(default(HyperbolicTangent), mean, variance, gain, length);
                break;
            case ActivationKind.Sigmoid:
                Apply(default(Sigmoid), mean, variance, gain, length);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(activation), activation, $"There are no moments of the activation {activation}.");
        }
    }

    private static void Apply<TActivation>(TActivation activation, float* mean, float* variance, float* gain, int length)
        where TActivation : struct, IActivation
    {
        for (int i = 0; i < length; i += Width)
        {
            GaussianMoments moments = activation.Of(Vector512.Load(mean + i), Vector512.Load(variance + i));
            moments.Mean.Store(mean + i);
            moments.Variance.Store(variance + i);
            if (gain is not null)
                moments.Gain.Store(gain + i);
        }
    }

    private readonly struct Rectifier : IActivation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public GaussianMoments Of(Vector512<float> mean, Vector512<float> variance)
        {
            Vector512<float> deviation = NormalMath.Deviation(variance);
            (Vector512<float> excess, Vector512<float> tail, Vector512<float> product) = NormalMath.Excess(Vector512.Abs(mean) / deviation);
            Vector512<float> positive = Vector512.GreaterThan(mean, Vector512<float>.Zero);
            // For positive means 1 − tail − product, otherwise tail − product.
            Vector512<float> gain = Vector512.ConditionalSelect(positive, Vector512<float>.One - tail, tail);
            return new(
                Vector512.FusedMultiplyAdd(deviation, excess, Vector512.Max(mean, Vector512<float>.Zero)),
                Vector512.Max(gain - product, Vector512<float>.Zero) * variance,
                gain);
        }
    }

    /// <summary>
    /// clip(z, a, b) = a + x − y with x = max(z − a, 0) and y = max(z − b, 0). Since x = y + b − a where y is not 0,
    /// Var[x − y] = Var[x] − Var[y] − 2·E[y]·(b − a − E[x] + E[y]). Means above the middle are mirrored at it, so that y is small.
    /// </summary>
    private readonly struct Clip(float least, float most) : IActivation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public GaussianMoments Of(Vector512<float> mean, Vector512<float> variance)
        {
            Vector512<float> low = Vector512.Create(least), high = Vector512.Create(most), zero = Vector512<float>.Zero;
            Vector512<float> upper = Vector512.GreaterThan(mean + mean, low + high);
            Vector512<float> mirrored = Vector512.ConditionalSelect(upper, low + high - mean, mean);

            Vector512<float> deviation = NormalMath.Deviation(variance), above = mirrored - low;
            (Vector512<float> lowExcess, Vector512<float> lowTail, Vector512<float> lowProduct) = NormalMath.Excess(Vector512.Abs(above) / deviation);
            (Vector512<float> highExcess, Vector512<float> highTail, Vector512<float> highProduct) = NormalMath.Excess((high - mirrored) / deviation);
            Vector512<float> lowGain = Vector512.ConditionalSelect(Vector512.GreaterThan(above, zero), Vector512<float>.One - lowTail, lowTail);
            Vector512<float> x = Vector512.FusedMultiplyAdd(deviation, lowExcess, Vector512.Max(above, zero)), y = deviation * highExcess;

            Vector512<float> raised = x - y;
            Vector512<float> result = (lowGain - lowProduct - (highTail - highProduct)) * variance - (y + y) * (high - low - raised);
            return new(
                Vector512.ConditionalSelect(upper, high - raised, low + raised),
                Vector512.Max(result, zero),
                Vector512.Max(lowGain - highTail, zero));
        }
    }

    private readonly struct Sigmoid : IActivation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public GaussianMoments Of(Vector512<float> mean, Vector512<float> variance) => LogisticMoments.Of(mean, variance);
    }

    /// <summary>tanh z = 2·sigmoid(2z) − 1.</summary>
    private readonly struct HyperbolicTangent : IActivation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public GaussianMoments Of(Vector512<float> mean, Vector512<float> variance)
        {
            Vector512<float> four = Vector512.Create(4f);
            GaussianMoments half = LogisticMoments.Of(mean + mean, variance * four);
            return new(half.Mean + half.Mean - Vector512<float>.One, half.Variance * four, half.Gain * four);
        }
    }
}
