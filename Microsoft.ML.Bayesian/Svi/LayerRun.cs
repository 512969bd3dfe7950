using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>One layer of one run: its slices of the flat tensors that the run is computed from, and of their gradients.</summary>
internal sealed record LayerRun(NetworkLayer Layer, LayerTensors[] Sources, LayerTensors[] Gradients, GradientTape Tape)
{
    /// <summary>The layer's affine map with the weights and biases of one source.</summary>
    public Tensor Affine(int source, Tensor input)
    {
        LayerTensors weights = Sources[source], gradient = Gradients[source];
        if (Layer.Definition is not Dense)
        {
            return NetworkPass.Affine(Layer, input,
                Tape.Watch(weights.Weight.detach(), received => gradient.Weight.copy_(received)),
                Tape.Watch(weights.Bias.detach(), received => gradient.Bias.copy_(received)));
        }

        // Autograd need not know the weights: their gradient is one product, which goes straight to its place.
        return Tape.Watch(NetworkPass.Affine(Layer, input, weights.Weight, weights.Bias), received => WriteGradient(source, input, received));
    }

    /// <summary>Writes the gradient of the weights and biases of a dense map, from that of its output.</summary>
    public void WriteGradient(int source, Tensor input, Tensor outputGradient)
    {
        Tensor transposed = outputGradient.t();
        Gradients[source].Weight.addmm_(transposed, input, beta: 0, alpha: 1);
        Gradients[source].Bias.copy_(transposed.mv(ones(input.shape[0], dtype: input.dtype, device: input.device)));
    }
}
