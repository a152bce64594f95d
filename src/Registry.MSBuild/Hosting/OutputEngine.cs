using System.Collections;
using System.Globalization;
using Microsoft.Build.Framework;

namespace Registry.MSBuild.Hosting;

/// <summary>
/// Prints what a task logs, a line each: errors and warnings in the form that MSBuild makes errors and warnings of
/// again, and of messages those that a user must see.
/// </summary>
internal sealed class OutputEngine(TextWriter output) : IBuildEngine
{
    public bool ContinueOnError => false;

    public int LineNumberOfTaskNode => 0;

    public int ColumnNumberOfTaskNode => 0;

    public string ProjectFileOfTaskNode => "";

    public void LogErrorEvent(BuildErrorEventArgs e) => Print(e.File, e.LineNumber, "error", e.Code, e.Message);

    public void LogWarningEvent(BuildWarningEventArgs e) => Print(e.File, e.LineNumber, "warning", e.Code, e.Message);

    public void LogMessageEvent(BuildMessageEventArgs e)
    {
        if (e.Importance == MessageImportance.High)
        {
            output.WriteLine(OneLine(string.IsNullOrEmpty(e.Code) ? e.Message : $"{e.Code}: {e.Message}"));
        }
    }

    public void LogCustomEvent(CustomBuildEventArgs e)
    {
    }

    public bool BuildProjectFile(
        string projectFileName, string[] targetNames, IDictionary globalProperties, IDictionary targetOutputs) =>
        throw new NotSupportedException("A task in a process of its own builds no projects.");

    private void Print(string? file, int line, string category, string? code, string? text)
    {
        var place = line > 0 ? string.Create(CultureInfo.InvariantCulture, $"({line})") : " ";
        var diagnostic = string.IsNullOrEmpty(code) ? category : $"{category} {code}";
        output.WriteLine(OneLine($"{file}{place}: {diagnostic}: {text}"));
    }

    // A second line would be taken for something else.
    private static string OneLine(string? text) => (text ?? "").ReplaceLineEndings(" ");
}
