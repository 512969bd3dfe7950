using TorchSharp;

namespace Microsoft.ML.Bayesian;

/// <summary>The native library behind TorchSharp, which the application chooses.</summary>
internal static class LibTorch
{
    /// <summary>Loads libtorch, or explains what is missing.</summary>
    /// <exception cref="InvalidOperationException">libtorch cannot be loaded.</exception>
    public static void EnsureLoaded() => EnsureLoaded(static () => torch.zeros(1).Dispose());

    /// <summary>The same with the first use of libtorch given, for tests.</summary>
    internal static void EnsureLoaded(Action firstUse)
    {
        try
        {
            firstUse();
        }
        catch (Exception missing) when (missing is TypeInitializationException or NotSupportedException or DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            throw new InvalidOperationException(
                "Training needs the native library libtorch, which could not be loaded. Add ONE of these packages to the application (not to a library), " +
                $"in the version of TorchSharp {typeof(torch).Assembly.GetName().Version?.ToString(3)}: TorchSharp-cpu, or with an NVIDIA GPU TorchSharp-cuda-windows or " +
                "TorchSharp-cuda-linux. On Linux it also needs a libstdc++ that has GLIBCXX_3.4.32 (GCC 13 or newer). " +
                $"The loader said: {missing.GetBaseException().Message.Split('\n')[0].TrimEnd()}", missing);
        }
    }
}
