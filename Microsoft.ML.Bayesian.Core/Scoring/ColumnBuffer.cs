using System.Reflection;
using Microsoft.ML.Data;

namespace Microsoft.ML.Bayesian;

/// <summary>The values of one input column for the rows of a block, taken before they are asked for.</summary>
internal abstract class ColumnBuffer
{
    /// <summary>Keeps the value of the source's present row as that of a row of the block.</summary>
    public abstract void Take(int row);

    /// <summary>Gets the kept value of the row that the function names.</summary>
    public abstract Delegate Getter(Func<int> row);

    public static ColumnBuffer Create(DataViewRow source, DataViewSchema.Column column, int capacity)
    {
        string method = column.Type is VectorDataViewType ? nameof(Vectors) : nameof(Scalars);
        Type type = column.Type is VectorDataViewType vector ? vector.ItemType.RawType : column.Type.RawType;
        return (ColumnBuffer)typeof(ColumnBuffer).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type).Invoke(null, BindingFlags.DoNotWrapExceptions, null, [source, column, capacity], null)!;
    }

    private static ScalarBuffer<T> Scalars<T>(DataViewRow source, DataViewSchema.Column column, int capacity) =>
        new(source.GetGetter<T>(column), capacity);

    private static VectorBuffer<T> Vectors<T>(DataViewRow source, DataViewSchema.Column column, int capacity) =>
        new(source.GetGetter<VBuffer<T>>(column), capacity);

    private sealed class ScalarBuffer<T>(ValueGetter<T> source, int capacity) : ColumnBuffer
    {
        private readonly T[] values = new T[capacity];

        public override void Take(int row)
        {
            // An object that was handed out belongs to the reader now; the source must not write into it.
            values[row] = default!;
            source(ref values[row]);
        }

        public override Delegate Getter(Func<int> row) => (ValueGetter<T>)((ref T value) => value = values[row()]);
    }

    private sealed class VectorBuffer<T>(ValueGetter<VBuffer<T>> source, int capacity) : ColumnBuffer
    {
        private readonly VBuffer<T>[] values = new VBuffer<T>[capacity];

        public override void Take(int row) => source(ref values[row]);

        public override Delegate Getter(Func<int> row) => (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) => values[row()].CopyTo(ref value));
    }
}
