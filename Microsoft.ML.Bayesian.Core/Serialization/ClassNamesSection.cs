namespace Microsoft.ML.Bayesian;

/// <summary>The section <c>CLAS</c>, absent where the classes have no names.</summary>
internal static class ClassNamesSection
{
    public static void Write(BinaryWriter writer, IReadOnlyList<string> names)
    {
        writer.Write((uint)names.Count);
        foreach (string name in names)
            writer.WriteText(name);
    }

    public static IReadOnlyList<string> Read(SectionReader reader, int classCount)
    {
        int count = reader.ReadCount(sizeof(uint), "class names");
        if (count != classCount)
            throw reader.Invalid($"the network has {classCount} classes, but there are {count} names");
        var names = new string[count];
        for (int i = 0; i < count; i++)
            names[i] = reader.ReadText();
        return names;
    }
}
