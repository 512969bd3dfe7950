namespace Microsoft.ML.Bayesian.Core.Tests.Inference;

/// <summary>Philox 4×32-10 as its paper writes it, one counter at a time.</summary>
internal static class PlainPhilox
{
    public static uint[] Encrypt(ulong key, uint c0, uint c1, uint c2, uint c3)
    {
        (uint k0, uint k1) = ((uint)key, (uint)(key >> 32));
        for (int round = 0; round < 10; round++)
        {
            ulong first = 0xD2511F53UL * c0, second = 0xCD9E8D57UL * c2;
            (c0, c1, c2, c3) = ((uint)(second >> 32) ^ c1 ^ k0, (uint)second, (uint)(first >> 32) ^ c3 ^ k1, (uint)first);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }

        return [c0, c1, c2, c3];
    }
}
