using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// Finds the inputs that are 0 in every row of a tile: pixels at the edge of images, units that are off. Their products add nothing, and a
/// sum without them is the same to the bit.
/// </summary>
internal static unsafe class LiveInputs
{
    /// <summary>The most inputs that are looked at: what is found about them is kept on the stack.</summary>
    public const int Most = 1 << 14;

    /// <summary>Finds out whether a layer's inputs are worth looking at: a look costs as much as two outputs.</summary>
    /// <param name="inputs">The number of inputs.</param>
    /// <param name="uses">The number of products that an input is part of.</param>
    public static bool AreWorthALook(int inputs, int uses) => inputs <= Most && uses >= 32;

    /// <summary>Marks the inputs that are not 0 everywhere.</summary>
    /// <param name="input">The inputs, [feature][lane].</param>
    /// <param name="count">Their number.</param>
    /// <param name="live">Receives 1 for every such input, and 0 for the others.</param>
    /// <returns>Whether so many are 0 that leaving them out pays.</returns>
    public static bool Mark(float* input, int count, byte* live)
    {
        int found = 0;
        for (int i = 0; i < count; i++, input += MultiplyAccumulate.RowLanes)
        {
            bool isLive = IsLive(input);
            live[i] = Unsafe.BitCast<bool, byte>(isLive);
            found += live[i];
        }

        return found <= count - count / 8;
    }

    // A NaN is not 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsLive(float* lanes)
    {
        Vector512<float> nothing = Vector512<float>.Zero;
        return (Vector512.Equals(Vector512.Load(lanes), nothing) & Vector512.Equals(Vector512.Load(lanes + 16), nothing)).ExtractMostSignificantBits() != 0xFFFF;
    }
}
