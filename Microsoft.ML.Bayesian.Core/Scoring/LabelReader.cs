using System.Globalization;
using System.Reflection;
using Microsoft.ML.Data;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// Reads labels of any kind as the class indices of a model that was trained before: by name wherever a label has one, since another view
/// may number its keys in another order.
/// </summary>
internal static class LabelReader
{
    /// <summary>What a label can be, for errors.</summary>
    public const string Expected = "a key, text, a number or Boolean";

    public static bool Accepts(DataViewType type) => type is KeyDataViewType or TextDataViewType or BooleanDataViewType or NumberDataViewType;

    /// <summary>Reads the label of the row under the cursor: the class index, or −1 where the label is missing.</summary>
    /// <exception cref="InvalidOperationException">The returned function throws it for a label that is none of the classes.</exception>
    public static Func<int> Create(DataViewRow row, DataViewSchema.Column label, IReadOnlyList<string> classNames) => label.Type switch
    {
        KeyDataViewType => Keys(row, label, classNames),
        TextDataViewType => Texts(row, label, classNames),
        BooleanDataViewType => Booleans(row, label, classNames),
        _ => (Func<int>)typeof(LabelReader).GetMethod(nameof(Numbers), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(label.Type.RawType).Invoke(null, BindingFlags.DoNotWrapExceptions, null, [row, label, classNames], null)!,
    };

    private static Func<int> Keys(DataViewRow row, DataViewSchema.Column label, IReadOnlyList<string> classNames)
    {
        Func<int> key = ClassLabels.IndexGetter(row, label);
        int count = ClassLabels.CountIn(label)!.Value;
        ClassLabels labels = ClassLabels.OfColumn(label, count);
        if (labels.ValueType is null || labels.SlotNames.SequenceEqual(classNames))
        {
            return count == classNames.Count ? key : throw new InvalidOperationException(
                $"The label column '{label.Name}' has {count} keys without values, but the model has {classNames.Count} classes.");
        }

        Dictionary<string, int> indices = Indices(classNames);
        int?[] classes = [.. labels.SlotNames.Select(name => indices.TryGetValue(name, out int index) ? index : (int?)null)];
        return () => key() is var value and >= 0
            ? classes[value] ?? throw Unknown(label, row, labels.SlotNames[value], classNames)
            : -1;
    }

    private static Func<int> Texts(DataViewRow row, DataViewSchema.Column label, IReadOnlyList<string> classNames)
    {
        ValueGetter<ReadOnlyMemory<char>> getter = row.GetGetter<ReadOnlyMemory<char>>(label);
        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> indices = Indices(classNames).GetAlternateLookup<ReadOnlySpan<char>>();
        ReadOnlyMemory<char> value = default;
        return () =>
        {
            getter(ref value);
            if (indices.TryGetValue(value.Span, out int index))
                return index;
            return value.IsEmpty ? -1 : throw Unknown(label, row, value.ToString(), classNames);
        };
    }

    private static Func<int> Booleans(DataViewRow row, DataViewSchema.Column label, IReadOnlyList<string> classNames)
    {
        ValueGetter<bool> getter = row.GetGetter<bool>(label);
        Dictionary<string, int> indices = Indices(classNames);
        int? Class(string name, string number) => indices.TryGetValue(name, out int index) || indices.TryGetValue(number, out index)
            || indices.TryGetValue(name.ToLowerInvariant(), out index) ? index : null;
        int? no = Class(bool.FalseString, "0"), yes = Class(bool.TrueString, "1");
        bool value = false;
        return () =>
        {
            getter(ref value);
            return (value ? yes : no) ?? throw Unknown(label, row, value.ToString(), classNames);
        };
    }

    private static Func<int> Numbers<T>(DataViewRow row, DataViewSchema.Column label, IReadOnlyList<string> classNames) where T : struct, IConvertible
    {
        ValueGetter<T> getter = row.GetGetter<T>(label);
        Dictionary<string, int> indices = Indices(classNames);
        var known = new Dictionary<T, int>();
        T value = default;
        return () =>
        {
            getter(ref value);
            if (known.TryGetValue(value, out int index))
                return index;
            if (double.IsNaN(value.ToDouble(CultureInfo.InvariantCulture)))
                return -1;
            string text = value.ToString(CultureInfo.InvariantCulture);
            return indices.TryGetValue(text, out index) ? known[value] = index : throw Unknown(label, row, text, classNames);
        };
    }

    private static Dictionary<string, int> Indices(IReadOnlyList<string> classNames)
    {
        var indices = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int index = 0; index < classNames.Count; index++)
            indices.TryAdd(classNames[index], index);
        return indices;
    }

    private static InvalidOperationException Unknown(DataViewSchema.Column label, DataViewRow row, string value, IReadOnlyList<string> classNames)
    {
        string names = string.Join(", ", classNames.Take(20).Select(name => $"'{name}'"));
        return new($"The label column '{label.Name}' holds '{value}' in row {row.Position}, which is none of the model's classes: {names}{(classNames.Count > 20 ? ", …" : "")}.");
    }
}
