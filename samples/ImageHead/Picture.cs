using Microsoft.ML.Data;

namespace BayesianML.Samples;

/// <summary>A picture as ResNet-18 takes it, and what it shows.</summary>
public sealed class Picture
{
    public const int Size = 224;

    /// <summary>Red, green and blue, each row by row, from 0 to 255.</summary>
    [VectorType(3 * Size * Size)]
    public float[] Pixels { get; set; } = [];

    public string Shape { get; set; } = "";
}
