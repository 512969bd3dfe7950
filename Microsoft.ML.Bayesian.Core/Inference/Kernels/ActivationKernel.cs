using System.Numerics.Tensors;

namespace Microsoft.ML.Bayesian;

/// <summary>Applies an activation in place. Each value is treated alike wherever it stands, so results do not depend on the layout.</summary>
internal static class ActivationKernel
{
    public static void Apply(Activation activation, Span<float> values)
    {
        switch (activation.Kind)
        {
            case ActivationKind.Identity:
                break;
            case ActivationKind.ReLU:
                TensorPrimitives.Max(values, 0f, values);
                break;
            case ActivationKind.BoundedReLU:
                TensorPrimitives.Max(values, 0f, values);
                TensorPrimitives.Min(values, activation.Bound, values);
                break;
            case ActivationKind.HardTanh:
                TensorPrimitives.Max(values, -1f, values);
                TensorPrimitives.Min(values, 1f, values);
                break;
            case ActivationKind.Tanh:
                foreach (ref float value in values)
                    value = MathF.Tanh(value);
                break;
            case ActivationKind.Sigmoid:
                foreach (ref float value in values)
                    value = 1 / (1 + MathF.Exp(-value));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(activation), activation, $"There is no kernel for the activation {activation}.");
        }
    }
}
