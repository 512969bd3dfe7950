namespace Microsoft.ML.Bayesian;

/// <summary>Whether to take an answer or to leave the row to somebody else, and why: the values of the column Decision.</summary>
/// <example><code>bool answered = decision == Decision.Accept;</code></example>
public static class Decision
{
    /// <summary>The answer is as good as was asked for.</summary>
    public const string Accept = "Accept";

    /// <summary>The row is unlike what was learnt: a person should look at it, and more such rows would help training.</summary>
    public const string RejectEpistemic = "RejectEpistemic";

    /// <summary>The row is ambiguous in itself: no further training data would help, but another measurement might.</summary>
    public const string RejectAleatoric = "RejectAleatoric";

    /// <summary>The row could not be scored, because a feature is not finite.</summary>
    public const string RejectUnscored = "RejectUnscored";
}
