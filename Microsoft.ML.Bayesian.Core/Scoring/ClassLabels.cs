using System.Globalization;
using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.Data.IO;
using Microsoft.ML.Internal.Utilities;
using Microsoft.ML.Runtime;
using Kinds = Microsoft.ML.Data.AnnotationUtils.Kinds;

namespace Microsoft.ML.Bayesian;

/// <summary>
/// What the classes are called: the key values of <c>PredictedLabel</c>, of whatever type the training label had, and their texts, which
/// name the slots of <c>Score</c>.
/// </summary>
internal sealed class ClassLabels
{
    private static readonly string[] scoreKinds = [Kinds.TrainingLabelValues, Kinds.SlotNames];

    private readonly object? values;

    private ClassLabels(int count, VectorDataViewType? valueType, object? values, Delegate? getter, string[]? texts)
    {
        Count = count;
        ValueType = valueType;
        this.values = values;
        Getter = getter;
        SlotNames = texts ?? [.. Enumerable.Range(0, count).Select(index => index.ToString(CultureInfo.InvariantCulture))];
        TextNames = valueType is { ItemType: NumberDataViewType { RawType: var raw } } && raw == typeof(float) ? null : texts;
    }

    /// <summary>The number of classes.</summary>
    public int Count { get; }

    /// <summary>The type of the key values, a vector of <see cref="Count"/> elements; null where the label was a key without values.</summary>
    public VectorDataViewType? ValueType { get; }

    /// <summary>Gets the key values: a <c>ValueGetter&lt;VBuffer&lt;T&gt;&gt;</c>; null where <see cref="ValueType"/> is.</summary>
    public Delegate? Getter { get; }

    /// <summary>One text per class: the key value as text, or the index where the classes have no values.</summary>
    public string[] SlotNames { get; }

    /// <summary>The texts of classes that have names; null where they are just numbered.</summary>
    public string[]? TextNames { get; }

    public static ClassLabels OfModel(BayesianModel model) => model.ClassNames is { } names
        ? Of(TextDataViewType.Instance, [.. names.Select(name => name.AsMemory())])
        : Indices(model.Posterior.Network.ClassCount);

    /// <summary>The labels of a model that was trained on the given column.</summary>
    public static ClassLabels OfColumn(DataViewSchema.Column label, int classCount)
    {
        if ((CountIn(label) ?? classCount) is var count && count != classCount)
            throw new InvalidOperationException($"The label column '{label.Name}' of type {label.Type} has {count} classes, but the model has {classCount}.");
        if (label.Type is BooleanDataViewType)
            return Of(BooleanDataViewType.Instance, [false, true]);
        if (label.Type is not KeyDataViewType)
            return Indices(classCount);
        if (label.Annotations.Schema.GetColumnOrNull(Kinds.KeyValues)?.Type is not VectorDataViewType { IsKnownSize: true } type)
            return new(classCount, null, null, null, null);
        if (type.Size != classCount)
            throw new InvalidOperationException($"The label column '{label.Name}' has {classCount} keys, but {type.Size} key values.");
        return OfAnnotation(label, Kinds.KeyValues, type);
    }

    /// <summary>The classes of a score: the values that the model was trained on, or else the names of the slots, or else none.</summary>
    public static ClassLabels OfScore(DataViewSchema.Column score)
    {
        int count = ((VectorDataViewType)score.Type).Size;
        string? kind = scoreKinds.FirstOrDefault(kind => score.Annotations.Schema.GetColumnOrNull(kind)?.Type is VectorDataViewType type && type.Size == count);
        return kind is null
            ? new(count, null, null, null, null)
            : OfAnnotation(score, kind, (VectorDataViewType)score.Annotations.Schema[kind].Type);
    }

    /// <summary>The type of one value of what <see cref="OfScore"/> will give; null for none.</summary>
    public static DataViewType? ValueTypeOfScore(SchemaShape.Column score)
    {
        foreach (string kind in scoreKinds)
        {
            if (score.Annotations.TryFindColumn(kind, out SchemaShape.Column values) && values.Kind == SchemaShape.Column.VectorKind.Vector)
                return values.ItemType;
        }

        return null;
    }

    /// <summary>The number of classes that the type of the column knows; null for Single.</summary>
    public static int? CountIn(DataViewSchema.Column label) => label.Type switch
    {
        BooleanDataViewType => 2,
        KeyDataViewType { Count: <= int.MaxValue } key => (int)key.Count,
        KeyDataViewType key => throw new InvalidOperationException($"The label column '{label.Name}' has {key.Count} keys; a network can have at most {int.MaxValue} classes."),
        _ => null,
    };

    /// <summary>The type of one key value that a model will have when it is trained on the given column; null for none.</summary>
    public static DataViewType? ValueTypeOf(SchemaShape.Column label)
    {
        if (!label.IsKey)
            return label.ItemType;
        return label.Annotations.TryFindColumn(Kinds.KeyValues, out SchemaShape.Column values) && values.Kind == SchemaShape.Column.VectorKind.Vector
            ? values.ItemType
            : null;
    }

    /// <summary>Reads labels as class indices, −1 for a missing one.</summary>
    public static Func<int> IndexGetter(DataViewRow row, DataViewSchema.Column label)
    {
        ValueGetter<float> getter = RowCursorUtils.GetLabelGetter(row, label.Index);
        float value = 0;
        return () =>
        {
            getter(ref value);
            if (float.IsNaN(value))
                return -1;
            if (value is >= 0 and < 1 << 24 && value == MathF.Truncate(value))
                return (int)value;
            throw new InvalidOperationException(
                $"The label column '{label.Name}' holds {value.ToString(CultureInfo.InvariantCulture)} in row {row.Position}; Single labels must be 0, 1, 2, ….");
        };
    }

    public void Save(IHost host, ModelSaveContext context)
    {
        // *** Binary format ***
        // int: number of classes
        // bool: whether the classes have key values
        // if so: type and values, as the binary saver writes them
        context.Writer.Write(Count);
        context.Writer.WriteBoolByte(ValueType is not null);
        if (ValueType is not null)
            Generic(nameof(SaveValues), ValueType.ItemType).Invoke(this, BindingFlags.DoNotWrapExceptions, null, [host, context], null);
    }

    public static ClassLabels Load(IHost host, ModelLoadContext context)
    {
        int count = context.Reader.ReadInt32();
        host.CheckDecode(count > 0, "Section 'class labels': the number of classes is not positive.");
        if (!context.Reader.ReadBoolByte())
            return new(count, null, null, null, null);

        bool known = new BinarySaver(host, new BinarySaver.Arguments()).TryLoadTypeAndValue(context.Reader.BaseStream, out DataViewType type, out object values);
        host.CheckDecode(known && type is VectorDataViewType { ItemType: PrimitiveDataViewType } vector && vector.Size == count,
            "Section 'class labels': the key values have no type that a key can have, or not one for each class.");
        DataViewType itemType = ((VectorDataViewType)type).ItemType;
        return (ClassLabels)Generic(nameof(OfLoaded), itemType).Invoke(null, BindingFlags.DoNotWrapExceptions, null, [host, itemType, values, count], null)!;
    }

    private static MethodInfo Generic(string method, DataViewType itemType) =>
        typeof(ClassLabels).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance)!.MakeGenericMethod(itemType.RawType);

    private static ClassLabels Indices(int count) => Of(NumberDataViewType.Single, [.. Enumerable.Range(0, count).Select(index => (float)index)]);

    private static ClassLabels Of<T>(PrimitiveDataViewType itemType, T[] values)
    {
        var buffer = new VBuffer<T>(values.Length, values);
        ValueGetter<VBuffer<T>> getter = (ref VBuffer<T> destination) => buffer.CopyTo(ref destination);
        string[] texts = [.. values.Select(value => Convert.ToString((object?)value, CultureInfo.InvariantCulture) ?? "")];
        return new(values.Length, new VectorDataViewType(itemType, values.Length), buffer, getter, texts);
    }

    private static ClassLabels OfAnnotation(DataViewSchema.Column column, string kind, VectorDataViewType type) =>
        (ClassLabels)Generic(nameof(OfAnnotatedValues), type.ItemType).Invoke(null, BindingFlags.DoNotWrapExceptions, null, [column, kind, type.ItemType], null)!;

    private static ClassLabels OfAnnotatedValues<T>(DataViewSchema.Column column, string kind, PrimitiveDataViewType itemType)
    {
        VBuffer<T> values = default;
        column.Annotations.GetValue(kind, ref values);
        return Of(itemType, [.. values.DenseValues()]);
    }

    private static ClassLabels OfLoaded<T>(IHost host, PrimitiveDataViewType itemType, object values, int count)
    {
        host.CheckDecode(values is VBuffer<T> { Length: var length } && length == count, "Section 'class labels': there is not one key value for each class.");
        return Of(itemType, [.. ((VBuffer<T>)values).DenseValues()]);
    }

    private void SaveValues<T>(IHost host, ModelSaveContext context)
    {
        var buffer = (VBuffer<T>)values!;
        if (!new BinarySaver(host, new BinarySaver.Arguments()).TryWriteTypeAndValue(context.Writer.BaseStream, ValueType!, ref buffer, out _))
            throw new InvalidOperationException($"Key values of type {ValueType!.ItemType} cannot be saved.");
    }
}
