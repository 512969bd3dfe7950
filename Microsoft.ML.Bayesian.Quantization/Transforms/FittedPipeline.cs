namespace Microsoft.ML.Bayesian.Quantization;

/// <summary>Finds the Bayesian transformer in a fitted pipeline.</summary>
internal static class FittedPipeline
{
    /// <summary>What becomes of the Bayesian transformer.</summary>
    /// <param name="transformer">The transformer.</param>
    /// <param name="data">The data as it comes into the transformer.</param>
    public delegate BayesianClassificationTransformer Change(BayesianClassificationTransformer transformer, IDataView data);

    /// <summary>A pipeline of the same type, in which the one Bayesian transformer is replaced.</summary>
    /// <param name="model">The pipeline, or the transformer itself.</param>
    /// <param name="data">Data as it comes into the pipeline.</param>
    /// <param name="change">Gives the replacement.</param>
    public static TModel Replace<TModel>(TModel model, IDataView data, Change change) where TModel : class, ITransformer
    {
        RequireOne(model);
        if (Decisions(model).FirstOrDefault() is { } decision)
        {
            throw new ArgumentException($"The pipeline decides by a {decision.GetType().Name}, which was fitted to the answers of the model as it is; " +
                "quantize the model first, and fit and append the decision afterwards.", nameof(model));
        }

        return (TModel)ReplaceIn(model, data, change);
    }

    /// <summary>The one Bayesian transformer of a pipeline, with the data as it comes into it.</summary>
    public static (BayesianClassificationTransformer Transformer, IDataView Data) Find(ITransformer model, IDataView data)
    {
        RequireOne(model);
        (BayesianClassificationTransformer, IDataView) found = default;
        ReplaceIn(model, data, (transformer, before) =>
        {
            found = (transformer, before);
            return transformer;
        });
        return found;
    }

    private static void RequireOne(ITransformer model)
    {
        int count = Count(model);
        if (count != 1)
        {
            throw new ArgumentException(count == 0
                ? "The model has no Bayesian transformer: neither is it one, nor is it a fitted pipeline with one."
                : $"The pipeline has {count} Bayesian transformers; quantize each of them on its own.", nameof(model));
        }
    }

    private static int Count(ITransformer model) => model switch
    {
        BayesianClassificationTransformer => 1,
        IEnumerable<ITransformer> chain => chain.Sum(Count),
        _ => 0,
    };

    private static IEnumerable<DecisionTransformer> Decisions(ITransformer model) => model switch
    {
        DecisionTransformer decision => [decision],
        IEnumerable<ITransformer> chain => chain.SelectMany(Decisions),
        _ => [],
    };

    private static ITransformer ReplaceIn(ITransformer model, IDataView data, Change change)
    {
        if (model is BayesianClassificationTransformer transformer)
            return change(transformer, data);

        // A chain is generic in its last transformer, and what it was made of is all that its constructor asks for.
        var parts = ((IEnumerable<ITransformer>)model).ToArray();
        for (int i = 0; i < parts.Length; i++)
        {
            if (Count(parts[i]) == 0)
            {
                data = parts[i].Transform(data);
                continue;
            }

            parts[i] = ReplaceIn(parts[i], data, change);
            break;
        }

        return (ITransformer)Activator.CreateInstance(model.GetType(), [parts])!;
    }
}
