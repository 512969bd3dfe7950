using System.Globalization;
using System.Numerics;
using Parquet;
using Parquet.Schema;

namespace BayesianML.CommandLine;

/// <summary>Rows of a Parquet file. One row group is in memory at a time, and only the columns that are used.</summary>
internal sealed class ParquetCursor : RowCursor
{
    private readonly DataFile file;
    private readonly ParquetReader reader;
    private readonly DataField[] features;
    private readonly DataField? label;
    private readonly long rowCount;
    private float[][]? values;
    private string?[]? labels;
    private int group = -1;
    private long groupRows, rowInGroup, rowsBefore;

    public ParquetCursor(DataFile file, ColumnChoice columns, int? width)
    {
        this.file = file;
        try
        {
            // The library reads asynchronously only; a command line tool has nothing else to do meanwhile.
            reader = ParquetReader.CreateAsync(file.Content).GetAwaiter().GetResult();
        }
        catch (Exception damage) when (damage is not OutOfMemoryException)
        {
            throw Damaged(damage);
        }

        DataField[] fields = reader.Schema.GetDataFields();
        (int[] features, int? label) = columns.Find(file.Name, [.. fields.Select(field => field.Path.ToString())], width);
        this.features = [.. features.Select(column => fields[column])];
        this.label = label is { } index ? fields[index] : null;
        rowCount = reader.Metadata?.NumRows ?? 0;
        if (Array.Find(this.features, field => field.MaxRepetitionLevel > 0) is { } list)
            throw new InvalidDataException($"Column '{list.Path}' of '{file.Name}' holds lists; each feature must be a column of its own.");
    }

    public override int Width => features.Length;

    public override double Fraction => rowCount == 0 ? 1 : (double)(rowsBefore + rowInGroup) / rowCount;

    public override string? Label => label is null ? null : (labels ??= Read(ReadLabels))[rowInGroup];

    public override bool MoveNext()
    {
        for (rowInGroup++; group < 0 || rowInGroup >= groupRows; rowInGroup = 0)
        {
            if (group + 1 >= reader.RowGroupCount)
                return false;
            rowsBefore += groupRows;
            using ParquetRowGroupReader next = reader.OpenRowGroupReader(++group);
            groupRows = next.RowCount;
            (values, labels) = (null, null);
        }

        return true;
    }

    public override void CopyFeatures(Span<float> destination)
    {
        values ??= Read(next => Array.ConvertAll(features, field => ReadNumbers(next, field)));
        for (int i = 0; i < values.Length; i++)
            destination[i] = values[i][rowInGroup];
    }

    public override void Dispose()
    {
        reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        file.Dispose();
    }

    private T Read<T>(Func<ParquetRowGroupReader, T> read)
    {
        using ParquetRowGroupReader open = reader.OpenRowGroupReader(group);
        try
        {
            return read(open);
        }
        catch (Exception damage) when (damage is not (OutOfMemoryException or InvalidDataException))
        {
            throw Damaged(damage);
        }
    }

    private string?[] ReadLabels(ParquetRowGroupReader open)
    {
        if (label!.ClrType != typeof(string) && label.ClrType != typeof(ReadOnlyMemory<char>))
            return Dispatch(open, label, new Texts());
        var texts = new string?[open.RowCount];
        open.ReadAsync(label, texts.AsMemory()).AsTask().GetAwaiter().GetResult();
        return texts;
    }

    private float[] ReadNumbers(ParquetRowGroupReader open, DataField field) => Dispatch(open, field, new Numbers());

    private T[] Dispatch<T>(ParquetRowGroupReader open, DataField field, IConversion<T> conversion) => Type.GetTypeCode(field.ClrType) switch
    {
        TypeCode.Single => Read<float, T>(open, field, conversion.Convert),
        TypeCode.Double => Read<double, T>(open, field, conversion.Convert),
        TypeCode.Int64 => Read<long, T>(open, field, conversion.Convert),
        TypeCode.Int32 => Read<int, T>(open, field, conversion.Convert),
        TypeCode.Int16 => Read<short, T>(open, field, conversion.Convert),
        TypeCode.SByte => Read<sbyte, T>(open, field, conversion.Convert),
        TypeCode.UInt64 => Read<ulong, T>(open, field, conversion.Convert),
        TypeCode.UInt32 => Read<uint, T>(open, field, conversion.Convert),
        TypeCode.UInt16 => Read<ushort, T>(open, field, conversion.Convert),
        TypeCode.Byte => Read<byte, T>(open, field, conversion.Convert),
        TypeCode.Decimal => Read<decimal, T>(open, field, conversion.Convert),
        TypeCode.Boolean => Read<bool, T>(open, field, value => conversion.Convert<int>(value is { } known ? known ? 1 : 0 : null)),
        _ => throw new InvalidDataException($"Column '{field.Path}' of '{file.Name}' holds values of type {field.ClrType.Name}, which are no numbers."),
    };

    private static TResult[] Read<TValue, TResult>(ParquetRowGroupReader open, DataField field, Func<TValue?, TResult> convert) where TValue : struct
    {
        if (field.IsNullable)
        {
            var nullable = new TValue?[open.RowCount];
            open.ReadAsync<TValue>(field, nullable.AsMemory()).AsTask().GetAwaiter().GetResult();
            return Array.ConvertAll(nullable, value => convert(value));
        }

        var values = new TValue[open.RowCount];
        open.ReadAsync<TValue>(field, values.AsMemory()).AsTask().GetAwaiter().GetResult();
        return Array.ConvertAll(values, value => convert(value));
    }

    private InvalidDataException Damaged(Exception damage) => new($"'{file.Name}' is damaged, or no Parquet file that can be read: {damage.Message}", damage);

    private interface IConversion<T>
    {
        T Convert<TValue>(TValue? value) where TValue : struct, INumberBase<TValue>;
    }

    private sealed class Numbers : IConversion<float>
    {
        public float Convert<TValue>(TValue? value) where TValue : struct, INumberBase<TValue> => value is { } known ? float.CreateTruncating(known) : float.NaN;
    }

    private sealed class Texts : IConversion<string?>
    {
        public string? Convert<TValue>(TValue? value) where TValue : struct, INumberBase<TValue> => value?.ToString(null, CultureInfo.InvariantCulture);
    }
}
