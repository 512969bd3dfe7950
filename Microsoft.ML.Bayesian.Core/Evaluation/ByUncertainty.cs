namespace Microsoft.ML.Bayesian;

/// <summary>One thing for each of the three uncertainties.</summary>
/// <typeparam name="T">What there is one of for each.</typeparam>
/// <param name="Total">The one for the total uncertainty.</param>
/// <param name="Epistemic">The one for the epistemic uncertainty.</param>
/// <param name="Aleatoric">The one for the aleatoric uncertainty.</param>
/// <example><code>var means = new ByUncertainty&lt;double&gt;(Total: 0.5, Epistemic: 0.2, Aleatoric: 0.3);</code></example>
public sealed record ByUncertainty<T>(T Total, T Epistemic, T Aleatoric)
{
    internal ByUncertainty<TResult> Select<TResult>(Func<T, TResult> result) => new(result(Total), result(Epistemic), result(Aleatoric));

    internal ByUncertainty<TResult> Zip<TOther, TResult>(ByUncertainty<TOther> other, Func<T, TOther, TResult> result) =>
        new(result(Total, other.Total), result(Epistemic, other.Epistemic), result(Aleatoric, other.Aleatoric));
}
