namespace BayesianML.Samples;

/// <summary>How far some work is.</summary>
/// <param name="Fraction">The share that is done, 0 to 1.</param>
/// <param name="Text">What to say beside the bar.</param>
internal readonly record struct WorkProgress(double Fraction, string Text);
