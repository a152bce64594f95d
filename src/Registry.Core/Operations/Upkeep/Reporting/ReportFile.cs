using System.Text;
using Registry.Content;

namespace Registry.Operations.Upkeep.Reporting;

/// <summary>A report on disk: what it is written in follows from its name.</summary>
internal sealed class ReportFile
{
    private readonly Func<ReportDocument, string> _write;

    private ReportFile(string path, Func<ReportDocument, string> write) => (Path, _write) = (path, write);

    public string Path { get; }

    /// <exception cref="RegistryException">MLR1003 for a name that says neither.</exception>
    public static ReportFile At(string path) => System.IO.Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".html" or ".htm" => new ReportFile(path, HtmlReport.Write),
        ".md" or ".markdown" => new ReportFile(path, MarkdownReport.Write),
        _ => throw new RegistryException(
            ErrorCodes.Malformed,
            $"'{Naming.Shown.Of(path)}' does not say what to write the report in; end it with '.html' or '.md'."),
    };

    /// <summary>Replaces what is there, whole.</summary>
    /// <exception cref="RegistryException">MLR1201.</exception>
    public Task WriteAsync(MaintenanceRun run, CancellationToken cancel) =>
        FileErrors.ReplaceAsync(Path, Encoding.UTF8.GetBytes(_write(new ReportDocument(run))), cancel);

    /// <summary>On one line, without what would turn or hide the text around it.</summary>
    public static string Flat(string text) => string.Concat(text.Select(c =>
        char.IsControl(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format ? ' ' : c));
}
