namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>Makes packed numbers known to the reader of model files, which asks for it by name.</summary>
internal static class PackedStorageKinds
{
    public static void Register()
    {
        StorageKinds.Register(PackedStorage.MeanKind, PackedStorage.ReadMeans);
        StorageKinds.Register(PackedStorage.DeviationKind, PackedStorage.ReadDeviations);
        SamplingRuleKinds.Register(IntegerSamplingRule.FileKind, IntegerSamplingRule.Read);
    }
}
