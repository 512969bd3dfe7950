namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>What is quantized: the parameters of the posterior, the weights that are drawn from it, or both.</summary>
public enum QuantizationScheme
{
    /// <summary>Means and standard deviations (VPQ, variational parameter quantization): the model is smaller, scoring stays in single precision.</summary>
    Variational = 0,

    /// <summary>Every weight after it was drawn (SPQ, sampled parameter quantization): the model keeps its size, scoring runs on integers.</summary>
    Sampled = 1,

    /// <summary>Both (JQ, joint quantization): smallest model, scoring on integers.</summary>
    Joint = 2,
}
