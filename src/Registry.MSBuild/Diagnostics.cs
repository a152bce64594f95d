using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Registry.MSBuild;

/// <summary>The one place that logs what has a code: where it stands, and the page about it.</summary>
internal sealed class Diagnostics(TaskLoggingHelper log, string? projectFile)
{
    public void Error(ErrorCode code, string text, string? file = null, int line = 0) =>
        log.LogError(null, code.Id, null, code.HelpLink, FileOf(file), line, 0, 0, 0, "{0}", text);

    /// <param name="code">Null for a warning that the catalogue does not have.</param>
    /// <param name="text">What is said.</param>
    /// <param name="file">The file that it is about.</param>
    /// <param name="line">From 1; 0 where unknown.</param>
    public void Warning(ErrorCode? code, string text, string? file = null, int line = 0) =>
        log.LogWarning(null, code?.Id, null, code?.HelpLink, FileOf(file), line, 0, 0, 0, "{0}", text);

    /// <summary>What a user asked to be told without being warned.</summary>
    public void Message(ErrorCode code, string text, string? file = null, int line = 0) =>
        log.LogMessage(null, code.Id, null, FileOf(file), line, 0, 0, 0, MessageImportance.High, "{0}", text);

    private string? FileOf(string? file) => string.IsNullOrEmpty(file) ? projectFile : file;
}
