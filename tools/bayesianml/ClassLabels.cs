using System.Globalization;

namespace BayesianML.CommandLine;

/// <summary>Classes by name and by number.</summary>
internal static class ClassLabels
{
    /// <summary>The name of a class; its number where classes have no names.</summary>
    public static string NameOf(BayesianModel model, int index) => model.ClassNames?[index] ?? index.ToString(CultureInfo.InvariantCulture);

    /// <summary>The class that a label names, or numbers from 0 on.</summary>
    /// <param name="model">The model.</param>
    /// <param name="label">The label; null where it is missing.</param>
    /// <returns>The index; −1 where the label is missing.</returns>
    /// <exception cref="InvalidDataException">The model has no such class.</exception>
    public static int IndexOf(BayesianModel model, string? label)
    {
        if (label is null)
            return -1;
        int classes = model.Posterior.Network.ClassCount;
        if (model.ClassNames?.ToList().IndexOf(label) is >= 0 and var named)
            return named;
        return int.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < classes
            ? index
            : throw new InvalidDataException($"The label '{label}' is none of the model's {classes} classes: {string.Join(", ", Enumerable.Range(0, Math.Min(classes, 10)).Select(known => $"'{NameOf(model, known)}'"))}{(classes > 10 ? ", …" : "")}.");
    }
}
