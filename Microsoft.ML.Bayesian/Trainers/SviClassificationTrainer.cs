namespace Microsoft.ML.Bayesian;

/// <summary>tmp</summary>
public sealed partial class SviClassificationTrainer
{
}
