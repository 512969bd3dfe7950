/// The main calls as an F# program writes them: train, score, judge, make small, save and load, options included.
module Microsoft.ML.Bayesian.Tests.Callers.FSharp.Caller

open System
open System.IO
open Microsoft.ML
open Microsoft.ML.Bayesian
open Microsoft.ML.Bayesian.Quantization
open Microsoft.ML.Data

/// Trains with every option open.
let Train (mlContext: MLContext) (data: IDataView) =
    let options =
        SviClassificationTrainer.Options(
            HiddenUnits = [| 8 |],
            Epochs = 5,
            BatchSize = 16,
            Seed = Nullable 7,
            Inference = InferenceOptions(SampleCount = 20),
            Progress = Progress<SviProgress>(fun state -> ignore state.EvidenceLowerBound)
        )

    mlContext.BayesianCatalog().SviClassifier(options).Fit(data)

/// Puts a trainer with its common arguments into a pipeline.
let Pipeline (mlContext: MLContext) =
    EstimatorChain<ITransformer>()
        .Append(mlContext.Transforms.NormalizeMeanVariance("Features"))
        .Append(mlContext.BayesianCatalog().SviClassifier(hiddenUnits = [| 8 |], epochs = 2))

/// The mean epistemic uncertainty.
let MeanEpistemicUncertainty (model: ITransformer) (data: IDataView) =
    model.Transform(data).GetColumn<float32>("EpistemicUncertainty") |> Seq.average

/// The negative log-likelihood, in nats.
let Judge (mlContext: MLContext) (model: ITransformer) (data: IDataView) =
    mlContext.BayesianCatalog().Evaluate(model.Transform(data), labelColumnName = "Label").NegativeLogLikelihood

/// Makes the model small.
let Quantize (mlContext: MLContext) (model: BayesianClassificationTransformer) (data: IDataView) =
    mlContext.BayesianCatalog().Quantize(model, QuantizationScheme.Joint, calibrationData = data, bits = Nullable 4)

/// Predicts the class of one row without ML.NET, from the model's own file.
let PredictFromFile (model: BayesianModel) (row: float32[]) =
    use stream = new MemoryStream()
    model.Save(stream)
    stream.Position <- 0L
    let predictions = BayesianModel.Load(stream).Predict(ReadOnlySpan<float32>(row))
    predictions[0].PredictedClass

/// Decides which answers to take.
let Decide (mlContext: MLContext) (scored: IDataView) =
    let thresholds = RejectionThresholds(Epistemic = 0.5f, Aleatoric = 1f)
    mlContext.BayesianCatalog().RejectAbove(thresholds).Fit(scored).Transform(scored).GetColumn<string>("Decision") |> Seq.toArray
