namespace Microsoft.ML.Bayesian;

/// <summary>
/// Proposes what to try next. A tuner must be a function of its seed and of the trials that it was told of, in their order: a resumed experiment tells a
/// new tuner all earlier trials, and expects the same proposals. <see cref="object.ToString"/> must tell apart tuners that propose differently.
/// </summary>
public interface ITuner
{
    /// <summary>Proposes the parameter of a trial.</summary>
    /// <param name="settings">The trial, still without a parameter.</param>
    /// <returns>A value for each dimension of the search space.</returns>
    TrialParameter Propose(TrialSettings settings);

    /// <summary>Tells how a proposed trial ended. A failed trial has the greatest number as each of its losses.</summary>
    /// <param name="result">The trial, with its losses.</param>
    void Update(TrialResult result);
}
