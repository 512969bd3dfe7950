using Microsoft.ML.Bayesian;
using Microsoft.ML.Bayesian.Quantization;

namespace Microsoft.ML;

/// <summary>Quantization in ML.NET, reached as <c>mlContext.Bayesian.Quantize</c>.</summary>
/// <example>
/// <code>
/// var small = mlContext.Bayesian.Quantize(model, QuantizationScheme.Joint, calibrationData: train);
/// var four = mlContext.Bayesian.Quantize(model, QuantizationScheme.Joint, bits: 4, calibrationData: train);
/// Console.WriteLine(mlContext.Bayesian.CompareQuantized(model, small, test, labelColumnName: "Label"));
/// </code>
/// </example>
public static class QuantizationCatalogExtensions
{
    /// <summary>Makes a fitted model small, after training.</summary>
    /// <typeparam name="TModel">The type of the fitted model, which the result has too.</typeparam>
    /// <param name="catalog">The catalog, <c>mlContext.Bayesian</c>.</param>
    /// <param name="model">A Bayesian transformer, or a fitted pipeline that has one; the rest of the pipeline stays as it is.</param>
    /// <param name="scheme">What is quantized: parameters, drawn weights, or both.</param>
    /// <param name="calibrationData">Rows like those that the model will score, such as its training data, in the form that <paramref name="model"/> transforms.</param>
    /// <param name="bits">
    /// The bits of means, standard deviations and drawn weights, 2 to 8, as far as the scheme quantizes them; unless given, 5, 3 and 8.
    /// </param>
    /// <returns>The model with a quantized posterior: the same columns, saved and loaded by the same calls.</returns>
    /// <exception cref="ArgumentException">
    /// The model has no Bayesian transformer or is quantized already, the calibration data is empty or has another schema, or the bits are out of range; the message names it.
    /// </exception>
    public static TModel Quantize<TModel>(this BayesianCatalog catalog, TModel model, QuantizationScheme scheme, IDataView calibrationData, int? bits = null) where TModel : class, ITransformer =>
        catalog.Quantize(model, bits is { } given ? QuantizationOptions.Uniform(scheme, given) : new QuantizationOptions { Scheme = scheme }, calibrationData);

    /// <summary>Makes a fitted model small, after training.</summary>
    /// <typeparam name="TModel">The type of the fitted model, which the result has too.</typeparam>
    /// <param name="catalog">The catalog, <c>mlContext.Bayesian</c>.</param>
    /// <param name="model">A Bayesian transformer, or a fitted pipeline that has one; the rest of the pipeline stays as it is.</param>
    /// <param name="options">What is quantized, to how many bits, and how.</param>
    /// <param name="calibrationData">Rows like those that the model will score, such as its training data, in the form that <paramref name="model"/> transforms.</param>
    /// <returns>The model with a quantized posterior: the same columns, saved and loaded by the same calls.</returns>
    /// <exception cref="ArgumentException">
    /// The model has no Bayesian transformer or is quantized already, the calibration data is empty or has another schema, or an option makes no sense; the message names it.
    /// </exception>
    public static TModel Quantize<TModel>(this BayesianCatalog catalog, TModel model, QuantizationOptions options, IDataView calibrationData) where TModel : class, ITransformer
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(calibrationData);
        options.ValidateAfterTraining();
        return FittedPipeline.Replace(model, calibrationData, (transformer, data) =>
        {
            BayesianModel exact = transformer.Model;
            float[] rows = CalibrationRows.Read(data, transformer.FeatureColumnName, exact.Posterior.Network.InputCount);
            return transformer.With(PosteriorQuantizer.Quantize(exact, rows, options));
        });
    }

    /// <summary>Compares a quantized model with the one that it was made from: bytes, errors layer by layer, drift of the figures of merit.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Bayesian</c>.</param>
    /// <param name="before">The model in single precision: a Bayesian transformer, or a fitted pipeline that has one.</param>
    /// <param name="after">The quantized model.</param>
    /// <param name="data">Data in the form that <paramref name="before"/> transforms; about 4,000 rows of it, evenly spread, are used.</param>
    /// <param name="labelColumnName">The label column, as it comes into the Bayesian transformer; null where there are no labels, and so neither accuracy, likelihood nor calibration.</param>
    /// <returns>The report.</returns>
    /// <exception cref="ArgumentException">A model has no Bayesian transformer, the models have different networks, or the data is empty or has another schema.</exception>
    public static QuantizationReport CompareQuantized(this BayesianCatalog catalog, ITransformer before, ITransformer after, IDataView data, string? labelColumnName = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        ArgumentNullException.ThrowIfNull(data);
        (BayesianClassificationTransformer exact, IDataView input) = FittedPipeline.Find(before, data);
        (BayesianClassificationTransformer small, _) = FittedPipeline.Find(after, data);
        (float[] rows, int[] labels) = CalibrationRows.Read(input, exact.FeatureColumnName, exact.Model.Posterior.Network.InputCount, labelColumnName);
        return QuantizationReport.Compare(exact.Model, small.Model, rows, labels);
    }
}
