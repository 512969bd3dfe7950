namespace BayesianML.CommandLine;

/// <summary>The command line makes no sense; the message says what was found and what would be right.</summary>
internal sealed class UsageException(string message) : Exception(message);
