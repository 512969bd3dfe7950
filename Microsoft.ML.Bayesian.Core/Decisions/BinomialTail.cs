namespace Microsoft.ML.Bayesian;

/// <summary>What a number of errors says about their rate.</summary>
internal static class BinomialTail
{
    /// <summary>The probability of at most so many errors in so many independent answers, each wrong with the given rate.</summary>
    public static double AtMost(int errors, int count, double rate)
    {
        if (errors >= count || rate <= 0)
            return 1;
        if (rate >= 1)
            return 0;
        // In logarithms: the first term underflows where answers are many.
        double odds = Math.Log(rate) - double.LogP1(-rate), term = count * double.LogP1(-rate);
        double largest = term, sum = 1;
        for (int i = 0; i < errors; i++)
        {
            term += Math.Log((double)(count - i) / (i + 1)) + odds;
            if (term > largest)
            {
                sum = sum * Math.Exp(largest - term) + 1;
                largest = term;
            }
            else
            {
                sum += Math.Exp(term - largest);
            }
        }

        return Math.Min(1, sum * Math.Exp(largest));
    }

    /// <summary>
    /// The largest rate that the errors do not contradict: the upper end of a one-sided Clopper–Pearson interval, which holds at least as often as
    /// <paramref name="confidence"/> says.
    /// </summary>
    public static double UpperBound(int errors, int count, double confidence)
    {
        double low = 0, high = 1;
        // Halving until doubles run out of digits.
        for (int i = 0; i < 60; i++)
        {
            double middle = (low + high) / 2;
            if (AtMost(errors, count, middle) > 1 - confidence)
                low = middle;
            else
                high = middle;
        }

        return errors >= count ? 1 : high;
    }
}
