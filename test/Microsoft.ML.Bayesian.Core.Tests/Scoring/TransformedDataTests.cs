using System.Reflection;

namespace Microsoft.ML.Bayesian.Tests;

/// <summary>
/// ML.NET can save transformed data as a recipe, too: the transform without its transformer. It keeps the entry points internal, so
/// they are called by reflection here.
/// </summary>
[TestClass]
public sealed class TransformedDataTests
{
    private const BindingFlags Static = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static;

    [TestMethod]
    public void Transformed_data_saved_as_a_recipe_and_applied_to_the_input_again_are_the_same()
    {
        var mlContext = new MLContext(1);
        IDataView data = Clusters.View(mlContext, LabelKind.TextKey);
        IDataView scored = new CentroidTrainer(mlContext).Fit(data).Transform(data);
        using var stream = new MemoryStream();
        Save(scored, stream);
        stream.Position = 0;

        IDataView loaded = Load(new MLContext(), stream, data);

        ScoredRow.AssertEqual(ScoredRow.All(scored), ScoredRow.All(loaded));
        Assert.AreEqual(
            string.Join(", ", scored.Schema.Select(column => $"{column.Name} {column.Type}")),
            string.Join(", ", loaded.Schema.Select(column => $"{column.Name} {column.Type}")));
    }

    private static void Save(IDataView view, Stream stream)
    {
        using var repository = (IDisposable)Internal("RepositoryWriter").GetMethod("CreateNew", Static)!.Invoke(null, [stream, null, false])!;
        MethodInfo save = Internal("ModelSaveContext").GetMethods(Static).Single(method => method.Name == "SaveModel" && method.IsGenericMethod);
        save.MakeGenericMethod(typeof(ICanSaveModel)).Invoke(null, [repository, view, "Root"]);
        repository.GetType().GetMethod("Commit", BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)!.Invoke(repository, null);
    }

    private static IDataView Load(MLContext mlContext, Stream stream, IDataView input)
    {
        using var repository = (IDisposable)Internal("RepositoryReader").GetMethod("Open", Static)!.Invoke(null, [stream, null, false])!;
        MethodInfo load = Internal("ModelLoadContext").GetMethods(Static)
            .Single(method => method.Name == "LoadModel" && method.GetParameters() is [_, _, { ParameterType.Name: "RepositoryReader" }, { ParameterType.Name: "String" }, _]);
        object?[] arguments = [mlContext, null, repository, "Root", new object[] { input }];
        load.MakeGenericMethod(Internal("IDataTransform"), Internal("SignatureLoadDataTransform")).Invoke(null, arguments);
        return (IDataView)arguments[1]!;
    }

    private static Type Internal(string name) =>
        new[] { typeof(ITransformer).Assembly, typeof(MLContext).Assembly }.SelectMany(assembly => assembly.GetTypes()).Single(type => type.Name == name);
}
