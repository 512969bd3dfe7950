using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Microsoft.ML.Bayesian.Tests.Fuzzing;

/// <summary>Damages safetensors files: the words of their JSON header, whose length is then mostly made right again, and the values behind it.</summary>
internal static class SafetensorsMutator
{
    private static readonly string[] words =
    [
        "0", "1", "-1", "2", "4", "16", "2147483647", "2147483648", "4294967295", "9223372036854775807", "9223372036854775808", "1e400", "1.5", "-0", "00",
        "{", "}", "[", "]", ":", ",", "\"", "\"F32\"", "\"F16\"", "\"dtype\"", "\"shape\"", "\"data_offsets\"", "\"__metadata__\"", "null", "true", "{}", "[]",
        "\"\\ud800\"", "\"\\u0000\"", "\"zeta.weight.loc\"", "\"zeta.weight.scale\"", "\"alpha.bias.loc\"", ".loc\"", ".scale\"", " ", "\n", "//", "\uFEFF",
    ];

    public static byte[] Mutate(IReadOnlyList<byte[]> seeds, Random random)
    {
        byte[] seed = seeds[random.Next(seeds.Count)], other = seeds[random.Next(seeds.Count)];
        int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(seed);
        byte[] header = seed[sizeof(ulong)..(sizeof(ulong) + length)], values = seed[(sizeof(ulong) + length)..];
        for (int changes = 1 + random.Next(3); changes > 0; changes--)
        {
            switch (random.Next(8))
            {
                case 0:
                    values = ByteMutations.Mutate(values, other, random);
                    break;
                case 1:
                    header = ByteMutations.Mutate(header, other, random);
                    break;
                case 2:
                    header = Nested(header, random);
                    break;
                default:
                    header = OtherWord(header, random);
                    break;
            }
        }

        ulong claimed = (ulong)header.Length;
        if (random.Next(8) == 0)
            claimed = BinaryPrimitives.ReadUInt64LittleEndian(Eight(ByteMutations.Mutate(BitConverter.GetBytes(claimed), other, random)));
        var start = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(start, claimed);
        byte[] whole = [.. start, .. header, .. values];
        return random.Next(16) == 0 ? ByteMutations.Mutate(whole, other, random) : whole;
    }

    private static byte[] Eight(byte[] bytes) => [.. bytes, .. new byte[sizeof(ulong)]];

    // A word is a run of letters and digits, or a single other character.
    private static byte[] OtherWord(byte[] header, Random random)
    {
        string text = Encoding.Latin1.GetString(header);
        if (text.Length == 0)
            return [.. "{}"u8];
        int start = random.Next(text.Length), end = start + 1;
        while (char.IsLetterOrDigit(text[start]) && start > 0 && char.IsLetterOrDigit(text[start - 1]))
            start--;
        while (end < text.Length && char.IsLetterOrDigit(text[start]) && char.IsLetterOrDigit(text[end]))
            end++;
        string word = random.Next(4) == 0 && long.TryParse(text[start..end], NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? (number + random.Next(-4, 5)).ToString(CultureInfo.InvariantCulture)
            : words[random.Next(words.Length)];
        return [.. Encoding.Latin1.GetBytes(text[..start]), .. Encoding.UTF8.GetBytes(word), .. Encoding.Latin1.GetBytes(text[end..])];
    }

    private static byte[] Nested(byte[] header, Random random)
    {
        int depth = 1 << random.Next(12), at = random.Next(header.Length + 1);
        return [.. header[..at], .. Enumerable.Repeat((byte)(random.Next(2) == 0 ? '[' : '{'), depth), .. header[at..]];
    }
}
