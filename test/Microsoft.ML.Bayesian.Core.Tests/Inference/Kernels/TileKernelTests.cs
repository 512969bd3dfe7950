namespace Microsoft.ML.Bayesian.Core.Tests.Inference;

[TestClass]
[TestCategory(IntrinsicsOffTests.Category)]
public sealed unsafe class TileKernelTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(15)]
    [DataRow(16)]
    [DataRow(37)]
    [DataRow(80)]
    public void Rows_become_lanes_and_lanes_without_a_row_are_left_alone(int width)
    {
        const int Lanes = MultiplyAccumulate.RowLanes;
        foreach (int count in new[] { 0, 1, 3, 4, 5, 31, 32 })
        {
            float[] rows = [.. Enumerable.Range(1, count * width).Select(i => (float)i)];
            var tile = new AlignedBuffer(width * Lanes);
            tile.Span.Fill(-1);
            TileKernel.Load(rows, width, tile.Pointer);
            for (int feature = 0; feature < width; feature++)
            {
                for (int lane = 0; lane < Lanes; lane++)
                    Assert.AreEqual(lane < count ? rows[lane * width + feature] : -1, tile.Span[feature * Lanes + lane], $"feature {feature}, lane {lane} of {count}");
            }
        }
    }
}
