namespace Microsoft.ML.Bayesian.Quantization.Tests.Inference;

/// <summary>The draw rules for one weight, written down plainly.</summary>
internal static class PlainDraw
{
    public static int Draw(DrawRule rule, float centre, float spread, float normal, float uniform, float reach)
    {
        float drawn = rule switch
        {
            DrawRule.Nearest => MathF.Round(MathF.FusedMultiplyAdd(spread, normal, centre)),
            DrawRule.SheppardCorrected => MathF.Round(MathF.FusedMultiplyAdd(MathF.Sqrt(MathF.Max(spread * spread - 1f / 12, spread * spread * (0.2f * 0.2f))), normal, centre)),
            DrawRule.Matched => Matched(centre, spread, normal, uniform),
            _ => throw new ArgumentOutOfRangeException(nameof(rule)),
        };
        return (int)Math.Clamp(drawn, -reach, reach);
    }

    private static float Matched(float centre, float spread, float normal, float uniform)
    {
        float nearest = MathF.Round(centre), offset = centre - nearest;
        float second = MathF.Max(spread * spread + offset * offset, MathF.Abs(offset));
        if (second > 1)
            return MathF.Floor(MathF.FusedMultiplyAdd(MathF.Sqrt(spread * spread - 1f / 6), normal, centre) + uniform);
        float above = (second + offset) * 0.5f, below = (second - offset) * 0.5f;
        return nearest + (uniform < above ? 1 : 0) - (uniform >= 1 - below ? 1 : 0);
    }
}
