using static TorchSharp.torch;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// What one run of a network must remember to find the gradient of its weights. Maps whose derivative is written by hand cut the run
/// into stretches; autograd differentiates each stretch between two cuts, with respect to its start and to the tensors watched in it.
/// </summary>
internal sealed class GradientTape
{
    private readonly Stack<Stretch> stretches = new([new Stretch(null, null)]);

    /// <summary>Has the gradient with respect to a tensor that the run is computed from received.</summary>
    public Tensor Watch(Tensor values, Action<Tensor> receive)
    {
        Tensor watched = values.requires_grad ? values : values.requires_grad_();
        stretches.Peek().Watched.Add((watched, receive));
        return watched;
    }

    /// <summary>Puts a map between autograd's stretches whose derivative is known.</summary>
    /// <param name="input">What the map was applied to.</param>
    /// <param name="output">What it gave; not known to autograd.</param>
    /// <param name="differentiate">
    /// Told the gradient with respect to the output and whether that with respect to the input is needed, which it then returns.
    /// </param>
    public Tensor Cut(Tensor input, Tensor output, Func<Tensor, bool, Tensor?> differentiate)
    {
        Tensor? gradient = null;
        bool needed = input.requires_grad;
        stretches.Push(new Stretch(needed ? input : null, () => differentiate(gradient!, needed)));
        return Watch(output, received => gradient = received);
    }

    /// <summary>Differentiates a loss that was computed from the outputs of the run.</summary>
    public void Differentiate(Tensor loss)
    {
        Tensor? end = loss, gradient = null;
        while (end is not null && stretches.TryPop(out Stretch? stretch))
        {
            IList<Tensor> gradients = autograd.grad([end], [.. stretch.Watched.Select(pair => pair.Values)], gradient is null ? null : [gradient]);
            using var constant = no_grad();
            foreach ((Tensor received, (_, Action<Tensor> receive)) in gradients.Zip(stretch.Watched))
                receive(received);
            gradient = stretch.DifferentiateStart?.Invoke();
            end = stretch.Before;
        }
    }

    /// <param name="Before">What the map at the start of the stretch was applied to, where its gradient is needed.</param>
    /// <param name="DifferentiateStart">The derivative of that map.</param>
    private sealed record Stretch(Tensor? Before, Func<Tensor?>? DifferentiateStart)
    {
        public List<(Tensor Values, Action<Tensor> Receive)> Watched { get; } = [];
    }
}
