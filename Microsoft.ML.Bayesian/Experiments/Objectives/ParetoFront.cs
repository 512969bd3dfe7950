namespace Microsoft.ML.Bayesian;

/// <summary>
/// What is best where several losses count: a point is on the front where no other point dominates it. A point with NaN dominates nothing and is never on
/// the front, since what was not measured cannot be compared.
/// </summary>
/// <example>
/// <code>
/// // Errors and kilobytes of four models; the last is beaten by the second in both.
/// IReadOnlyList&lt;int&gt; front = ParetoFront.Of([[0.02, 700], [0.03, 90], [0.10, 20], [0.04, 95]]);   // 0, 1, 2
/// </code>
/// </example>
public static class ParetoFront
{
    /// <summary>Whether one point is at least as good in every loss, and better in one. Equal points do not dominate each other.</summary>
    /// <param name="first">The losses of the first point; less is better.</param>
    /// <param name="second">The losses of the second point.</param>
    /// <returns>True where <paramref name="first"/> dominates <paramref name="second"/>.</returns>
    /// <exception cref="ArgumentException">The points have different numbers of losses.</exception>
    public static bool Dominates(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Count != second.Count)
            throw new ArgumentException($"Points with the same number of losses can be compared, but one has {first.Count} and one {second.Count}.", nameof(second));
        bool better = false;
        for (int i = 0; i < first.Count; i++)
        {
            if (!(first[i] <= second[i]))
                return false;
            better |= first[i] < second[i];
        }

        return better;
    }

    /// <summary>The points that no other point dominates; of equal points, all.</summary>
    /// <param name="losses">The losses of each point; less is better.</param>
    /// <returns>Their indices, ascending.</returns>
    /// <exception cref="ArgumentException">The points have different numbers of losses.</exception>
    public static IReadOnlyList<int> Of(IReadOnlyList<IReadOnlyList<double>> losses)
    {
        ArgumentNullException.ThrowIfNull(losses);
        return [.. Enumerable.Range(0, losses.Count).Where(i => IsComparable(losses[i]) && !losses.Any(other => Dominates(other, losses[i])))];
    }

    /// <summary>
    /// All points from best to worst: front by front, where each is the front of what the fronts before it leave; within a front those with the most room
    /// around them first (Deb et al., "A fast and elitist multiobjective genetic algorithm: NSGA-II", 2002); points with NaN last. Ties stay in their order.
    /// </summary>
    internal static int[] Order(IReadOnlyList<IReadOnlyList<double>> losses)
    {
        var left = Enumerable.Range(0, losses.Count).Where(i => IsComparable(losses[i])).ToList();
        if (losses.Count > 0 && losses[0].Count == 1)
            return [.. left.OrderBy(i => losses[i][0]), .. Enumerable.Range(0, losses.Count).Except(left)];

        var order = new List<int>(losses.Count);
        while (left.Count > 0)
        {
            int[] front = [.. left.Where(i => !left.Exists(other => Dominates(losses[other], losses[i])))];
            double[] room = Room([.. front.Select(i => losses[i])]);
            order.AddRange(Enumerable.Range(0, front.Length).OrderByDescending(i => room[i]).Select(i => front[i]));
            left = [.. left.Except(front)];
        }

        return [.. order, .. Enumerable.Range(0, losses.Count).Except(order)];
    }

    /// <summary>The crowding distance of each point of a front: how far its neighbours in each loss are apart, as a share of the front's extent, summed.</summary>
    private static double[] Room(IReadOnlyList<double>[] front)
    {
        var room = new double[front.Length];
        for (int loss = 0; loss < front[0].Count; loss++)
        {
            int[] order = [.. Enumerable.Range(0, front.Length).OrderBy(i => front[i][loss])];
            double extent = front[order[^1]][loss] - front[order[0]][loss];
            if (!(extent > 0))
                continue;
            room[order[0]] = room[order[^1]] = double.PositiveInfinity;
            for (int i = 1; i < order.Length - 1; i++)
                room[order[i]] += (front[order[i + 1]][loss] - front[order[i - 1]][loss]) / extent;
        }

        return room;
    }

    private static bool IsComparable(IReadOnlyList<double> point) => !point.Any(double.IsNaN);
}
