namespace Microsoft.ML.Bayesian.Core.Tests.Serialization;

[TestClass]
public sealed class BayesianModelFileTests
{
    private string folder = "";

    [TestInitialize]
    public void CreateFolder() => folder = Directory.CreateTempSubdirectory("bnn").FullName;

    [TestCleanup]
    public void DeleteFolder() => Directory.Delete(folder, recursive: true);

    [TestMethod]
    public void Every_layer_activation_and_option_comes_back_bit_for_bit()
    {
        SampleModels.AssertSame(SampleModels.Everything(), SampleModels.Load(SampleModels.Everything().ToBytes()));
        SampleModels.AssertSame(SampleModels.Small(), SampleModels.Load(SampleModels.Small().ToBytes()));
    }

    [TestMethod]
    public void Every_method_comes_back_with_and_without_the_correction()
    {
        foreach (InferenceMethod method in Enum.GetValues<InferenceMethod>())
        {
            foreach ((bool corrected, bool isAdaptive) in new[] { (false, false), (true, false), (false, true), (true, true) })
            {
                AdaptiveSampling? adaptive = isAdaptive && method is InferenceMethod.Auto or InferenceMethod.WeightSampling ? new() { Confidence = 0.99, EpistemicTolerance = 0.5 } : null;
                BayesianModel model = SampleModels.Small().With(new InferenceOptions { Method = method, SampleCount = 3, Seed = 5, CorrectSampleBias = corrected, Adaptive = adaptive });
                BayesianModel loaded = SampleModels.Load(model.ToBytes());

                SampleModels.AssertSame(model, loaded);
                Assert.AreEqual((method, corrected, adaptive), (loaded.Inference.Method, loaded.Inference.CorrectSampleBias, loaded.Inference.Adaptive));
            }
        }
    }

    [TestMethod]
    public void Classes_without_names_stay_without()
    {
        BayesianModel model = SampleModels.Create(Network.Mlp().Resolve(1, 2));

        Assert.IsNull(SampleModels.Load(model.ToBytes()).ClassNames);
    }

    [TestMethod]
    public void Extreme_values_come_back_bit_for_bit()
    {
        NetworkArchitecture network = Network.Mlp().Resolve(2, 2);
        var weight = new VariationalTensor("w", [2, 2], [-0f, float.Epsilon, float.MaxValue, float.MinValue], [float.Epsilon, float.MaxValue, 1, 1e-30f]);
        var bias = new VariationalTensor("b", [2], [0, 1], [1, 1]);
        var model = new BayesianModel(new Posterior(network, [new(weight, bias)], new GaussianPrior(float.Epsilon)), new InferenceOptions { Seed = ulong.MaxValue, SampleCount = 1_000_000 });

        SampleModels.AssertSame(model, SampleModels.Load(model.ToBytes()));
    }

    [TestMethod]
    public void The_same_model_gives_the_same_bytes_and_so_does_the_loaded_one()
    {
        byte[] bytes = SampleModels.Everything().ToBytes();

        CollectionAssert.AreEqual(bytes, SampleModels.Everything().ToBytes());
        CollectionAssert.AreEqual(bytes, SampleModels.Load(bytes).ToBytes());
    }

    [TestMethod]
    public void A_file_is_saved_loaded_and_replaced()
    {
        string path = Path.Combine(folder, "model.bnn");

        SampleModels.Everything().Save(path);
        SampleModels.AssertSame(SampleModels.Everything(), BayesianModel.Load(path));
        SampleModels.Small().Save(path);
        SampleModels.AssertSame(SampleModels.Small(), BayesianModel.Load(path));

        CollectionAssert.AreEqual(new[] { path }, Directory.GetFiles(folder));
    }

    [TestMethod]
    public void Streams_stay_open_and_need_not_seek()
    {
        byte[] bytes = SampleModels.Everything().ToBytes();
        using var stream = new ForwardOnlyStream(bytes);

        SampleModels.AssertSame(SampleModels.Everything(), BayesianModel.Load(stream));
        Assert.AreEqual(-1, stream.ReadByte());
    }

    [TestMethod]
    public void A_failed_save_leaves_the_old_file_and_nothing_else()
    {
        string path = Path.Combine(folder, "model.bnn");
        SampleModels.Small().Save(path);
        byte[] before = File.ReadAllBytes(path);

        Assert.ThrowsExactly<IOException>(() => WithStorage(new FailingStorage()).Save(path));

        CollectionAssert.AreEqual(before, File.ReadAllBytes(path));
        CollectionAssert.AreEqual(new[] { path }, Directory.GetFiles(folder));
    }

    [TestMethod]
    public void A_file_that_cannot_be_moved_into_place_leaves_nothing()
    {
        string path = Path.Combine(folder, "taken");
        Directory.CreateDirectory(path);
        Exception? error = null;
        try
        {
            SampleModels.Small().Save(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            error = failure;
        }

        Assert.IsNotNull(error);
        CollectionAssert.AreEqual(Array.Empty<string>(), Directory.GetFiles(folder));
        Assert.ThrowsExactly<DirectoryNotFoundException>(() => SampleModels.Small().Save(Path.Combine(folder, "missing", "model.bnn")));
    }

    [TestMethod]
    public void Class_names_that_are_no_text_are_refused_before_the_file_is_touched()
    {
        string path = Path.Combine(folder, "model.bnn");
        BayesianModel model = SampleModels.Create(Network.Mlp().Resolve(1, 2), classNames: ["a", "\uD800"]);

        Assert.Throws<ArgumentException>(() => model.Save(path));
        Assert.IsFalse(File.Exists(path));
    }

    [TestMethod]
    public void A_registered_kind_of_storage_comes_back_as_itself()
    {
        StorageKinds.Register(HalfStorage.FileKind, HalfStorage.ReadPayload);
        BayesianModel model = WithStorage(new HalfStorage([1, -0.5f]));

        BayesianModel loaded = SampleModels.Load(model.ToBytes());

        SampleModels.AssertSame(model, loaded);
        Assert.IsInstanceOfType<HalfStorage>(loaded.Posterior.Layers[0].Bias.Mean);
    }

    [TestMethod]
    public void An_unknown_kind_of_storage_points_to_the_quantization_package()
    {
        byte[] bytes = WithStorage(new UnknownStorage()).ToBytes();

        InvalidDataException error = Assert.ThrowsExactly<InvalidDataException>(() => SampleModels.Load(bytes));
        StringAssert.Contains(error.Message, "POST");
        StringAssert.Contains(error.Message, "'PKX1'");
        StringAssert.Contains(error.Message, "Microsoft.ML.Bayesian.Quantization");
    }

    [TestMethod]
    public void A_kind_needs_four_printable_letters()
    {
        Assert.ThrowsExactly<ArgumentException>(() => StorageKinds.Register("F32", Float32Storage.ReadPayload));
        Assert.ThrowsExactly<ArgumentException>(() => StorageKinds.Register("F32\n", Float32Storage.ReadPayload));
    }

    /// <summary>A model of 1 input and 2 classes whose bias means are kept in the given storage of 2 values.</summary>
    private static BayesianModel WithStorage(ParameterStorage storage)
    {
        NetworkArchitecture network = Network.Mlp().Resolve(1, 2);
        var weight = new VariationalTensor("dense1.weight", [2, 1], [1, 2], [1, 2]);
        var bias = new VariationalTensor("dense1.bias", [2], storage, new Float32Storage([1, 2]));
        return new(new Posterior(network, [new(weight, bias)], new GaussianPrior()));
    }
}
