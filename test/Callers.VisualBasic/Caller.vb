Imports System.IO
Imports Microsoft.ML
Imports Microsoft.ML.Bayesian
Imports Microsoft.ML.Bayesian.Quantization
Imports Microsoft.ML.Data

''' <summary>The main calls as a Visual Basic program writes them: train, score, judge, make small, save and load, options included.</summary>
Public Module Caller

    ''' <summary>Trains with every option open.</summary>
    Public Function Train(mlContext As MLContext, data As IDataView) As BayesianClassificationTransformer
        Dim options As New SviClassificationTrainer.Options With {
            .HiddenUnits = {8},
            .Epochs = 5,
            .BatchSize = 16,
            .Seed = 7,
            .Inference = New InferenceOptions With {.SampleCount = 20}
        }
        Return mlContext.BayesianCatalog().SviClassifier(options).Fit(data)
    End Function

    ''' <summary>Puts a trainer with its common arguments into a pipeline.</summary>
    Public Function Pipeline(mlContext As MLContext) As IEstimator(Of ITransformer)
        Return mlContext.Transforms.NormalizeMeanVariance("Features").Append(mlContext.BayesianCatalog().SviClassifier(hiddenUnits:={8}, epochs:=2))
    End Function

    ''' <summary>The mean epistemic uncertainty.</summary>
    Public Function MeanEpistemicUncertainty(model As ITransformer, data As IDataView) As Single
        Return model.Transform(data).GetColumn(Of Single)("EpistemicUncertainty").Average()
    End Function

    ''' <summary>The negative log-likelihood, in nats.</summary>
    Public Function Judge(mlContext As MLContext, model As ITransformer, data As IDataView) As Double
        Return mlContext.BayesianCatalog().Evaluate(model.Transform(data), labelColumnName:="Label").NegativeLogLikelihood
    End Function

    ''' <summary>Makes the model small.</summary>
    Public Function Quantize(mlContext As MLContext, model As BayesianClassificationTransformer, data As IDataView) As BayesianClassificationTransformer
        Return mlContext.BayesianCatalog().Quantize(model, QuantizationScheme.Joint, calibrationData:=data, bits:=4)
    End Function

    ''' <summary>Predicts one row without ML.NET, from the model's own file.</summary>
    Public Function PredictFromFile(model As BayesianModel, row As Single()) As Integer
        Using stream As New MemoryStream()
            model.Save(stream)
            stream.Position = 0
            Return BayesianModel.Load(stream).Predict(row)(0).PredictedClass
        End Using
    End Function

    ''' <summary>Decides which answers to take.</summary>
    Public Function Decide(mlContext As MLContext, scored As IDataView) As String()
        Dim thresholds As New RejectionThresholds(Epistemic:=0.5F, Aleatoric:=1.0F)
        Return mlContext.BayesianCatalog().RejectAbove(thresholds).Fit(scored).Transform(scored).GetColumn(Of String)("Decision").ToArray()
    End Function

End Module
