using System.Runtime.Intrinsics;

namespace Microsoft.ML.Bayesian;

/// <summary>A function of single numbers, sixteen at a time.</summary>
internal interface IVectorMap
{
    static abstract Vector512<float> Of(Vector512<float> values);
}
