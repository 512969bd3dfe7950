using System.Runtime.InteropServices;
using System.Text;
using BayesianML.CommandLine;

using var cancellation = new CancellationTokenSource();

// The first signal ends the work in good order, a second one at once.
void Cancel(PosixSignalContext signal)
{
    signal.Cancel = !cancellation.IsCancellationRequested;
    cancellation.Cancel();
}

using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);

// Rows go to standard output by the thousand: the console's own writer would flush each.
using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
var console = new ToolConsole(output, Console.Error) { OutputIsTerminal = !Console.IsOutputRedirected, ErrorIsTerminal = !Console.IsErrorRedirected };
return CommandLineTool.Run(args, console, cancellation.Token);
