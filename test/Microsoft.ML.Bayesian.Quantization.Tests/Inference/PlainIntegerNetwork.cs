using System.Runtime.Intrinsics;

namespace Microsoft.ML.Bayesian.Quantization.Tests.Inference;

/// <summary>The integer forward pass with loops over single numbers: what the engine must equal bit by bit.</summary>
internal sealed class PlainIntegerNetwork(Posterior posterior, ulong seed)
{
    private readonly IntegerSamplingRule rule = (IntegerSamplingRule)posterior.Sampling!;

    /// <summary>The logits of one row in one sample.</summary>
    public float[] Logits(float[] row, int sample)
    {
        float[] values = row;
        int parameterized = 0;
        foreach (NetworkLayer layer in posterior.Network.Layers)
        {
            values = layer.Definition switch
            {
                Dense or Convolution2D => Weighted(layer, parameterized++, values, sample),
                MaxPooling2D pooling => Pool(layer, values, pooling.Window, pooling.Stride, window => window.Max()),
                AveragePooling2D pooling => Pool(layer, values, pooling.Window, pooling.Stride, window => window.Aggregate((x, y) => x + y) / window.Length),
                _ => values,
            };
        }

        return values;
    }

    private float[] Weighted(NetworkLayer layer, int index, float[] values, int sample)
    {
        LayerSampling sampling = rule.Layers[index];
        LayerPosterior learnt = posterior.Layers[index];
        int outputs = layer.BiasCount, taps = layer.WeightCount / outputs, chunks = new TapOrder(taps, sampling.ColumnShifts(taps)).Length / TapOrder.ChunkTaps;
        float[] steps = sampling.StepsOf(learnt), means = learnt.Weight.Mean.ToArray(), deviations = learnt.Weight.StandardDeviation.ToArray();
        byte[] shifts = sampling.ColumnShifts(taps) ?? [.. Enumerable.Repeat((byte)LayerSampling.LargestColumnShift, taps)];
        bool shifted = sampling.ColumnShifts(taps) is not null;
        float unit = shifted ? sampling.Input.Step / 8 : sampling.Input.Step;

        int[] order = new TapOrder(taps, sampling.ColumnShifts(taps)).Taps;
        double widest = deviations.Select((deviation, i) => deviation / (double)steps[i / taps] * (shifted ? 1 << shifts[i % taps] : 1)).Max();
        int places = LatticeParameters.PlacesFor(widest);
        float[] biasMeans = learnt.Bias.Mean.ToArray(), biasDeviations = learnt.Bias.StandardDeviation.ToArray();
        var result = new float[layer.Output.Length];
        int[][] windows = [.. LayerWindows.All(layer)];
        for (int output = 0; output < outputs; output++)
        {
            float bias = MathF.FusedMultiplyAdd(biasDeviations[output], Normal(index, sample, output), biasMeans[output]);
            var codes = new int[taps];
            for (int tap = 0; tap < taps; tap++)
            {
                double perStep = (shifted ? 1 << shifts[tap] : 1) / (double)steps[output], centre = means[output * taps + tap] * perStep;
                if (sampling.Draw == DrawRule.Matched && sampling.Steps is null)
                    centre = Math.Round(centre);
                int place = Array.IndexOf(order, tap);
                (ushort bits, byte more) = PlainDraw.Random(seed, index, sample, output * chunks + place / 64, place % 64);
                codes[tap] = PlainDraw.Draw(sampling.Draw, centre, deviations[output * taps + tap] * perStep, places, sampling.Reach, bits, more);
            }

            for (int position = 0; position < windows.Length; position++)
            {
                long sum = 0;
                for (int tap = 0; tap < taps; tap++)
                {
                    int feature = windows[position][tap];
                    sum += feature < 0 ? 0 : (long)codes[tap] * sampling.Input.Level(values[feature]) << (LayerSampling.LargestColumnShift - shifts[tap]);
                }

                result[output * windows.Length + position] = MathF.FusedMultiplyAdd((int)sum, steps[output] * unit, bias);
            }
        }

        ActivationKernel.Apply(layer.Activation, result);
        return result;
    }

    private static float[] Pool(NetworkLayer layer, float[] values, (int Height, int Width) window, (int Height, int Width) stride, Func<float[], float> pool) =>
        [.. from channel in Enumerable.Range(0, layer.Output.Channels)
            from row in Enumerable.Range(0, layer.Output.Height)
            from column in Enumerable.Range(0, layer.Output.Width)
            select pool([.. from y in Enumerable.Range(row * stride.Height, window.Height)
                            from x in Enumerable.Range(column * stride.Width, window.Width)
                            select values[(channel * layer.Input.Height + y) * layer.Input.Width + x]])];

    private float Normal(int layer, int sample, int place)
    {
        (Vector512<float> z0, Vector512<float> z1, Vector512<float> z2, Vector512<float> z3) = GaussianDraws.Group(seed, layer, sample, place / 64);
        Vector512<float>[] all = [z0, z1, z2, z3];
        return all[place % 64 / 16][place % 16];
    }
}
