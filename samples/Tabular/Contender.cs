using Microsoft.ML;

namespace BayesianML.Samples;

/// <summary>A trainer with the settings that it may choose from.</summary>
/// <param name="Name">The name.</param>
/// <param name="Settings">The settings; as many for each contender.</param>
internal sealed record Contender(string Name, IReadOnlyList<Setting> Settings)
{
    /// <summary>What each contender is given.</summary>
    public const int SettingCount = 5;
}

/// <summary>One way to train.</summary>
/// <param name="Name">What is special about it.</param>
/// <param name="Create">Makes the trainer for a table with so many training rows.</param>
internal sealed record Setting(string Name, Func<MLContext, Table, int, IEstimator<ITransformer>> Create);
