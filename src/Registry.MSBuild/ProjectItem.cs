using System.Xml;
using System.Xml.Linq;
using Microsoft.Build.Framework;

namespace Registry.MSBuild;

/// <summary>An item as somebody wrote it into a project: its metadata, and where it stands for messages.</summary>
internal sealed class ProjectItem(ITaskItem item, string itemType)
{
    /// <summary>Ours, and what the MSBuild task hands on of the project that it was asked through.</summary>
    private static readonly string[] s_added =
    [
        "SourceFile", "TargetFramework", "OriginalItemSpec", "AdditionalProperties", "Properties", "UndefineProperties",
        "SkipNonexistentProjects", "SkipNonexistentTargets", "ToolsVersion",
    ];

    private int? _line;

    public string Name => item.ItemSpec;

    /// <summary>The file that has it; on the way through another project instance it travels as metadata.</summary>
    public string File => this["SourceFile"] ?? this["DefiningProjectFullPath"] ?? "";

    /// <summary>From 1, or 0 where it cannot be told: MSBuild knows it, but keeps it to itself.</summary>
    public int Line => _line ??= FindLine();

    /// <summary>Metadata without white space around it; null where there is none.</summary>
    public string? this[string metadata] =>
        item.GetMetadata(metadata).Trim() is { Length: > 0 } value ? value : null;

    /// <summary>Metadata that nobody would read is a typing error, which must not pass for an item without it.</summary>
    /// <param name="known">All that the item may have; what the targets and MSBuild add is known already.</param>
    /// <exception cref="RegistryException">MLR1003.</exception>
    public void EnsureKnown(params string[] known)
    {
        var unknown = item.CloneCustomMetadata().Keys.Cast<string>()
            .Where(name => !name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase))
            .Except([.. known, .. s_added], StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal).FirstOrDefault();
        if (unknown is not null)
        {
            throw Malformed(
                $"'{Name}' has metadata '{unknown}', which {itemType} does not know; it knows {string.Join(", ", known)}.");
        }
    }

    public RegistryException Malformed(string message) => Refuse(ErrorCodes.Malformed, message);

    public RegistryException Refuse(ErrorCode code, string message) => new(code, message) { File = File, Line = Line };

    private int FindLine()
    {
        try
        {
            var element = XDocument.Load(File, LoadOptions.SetLineInfo).Descendants()
                .FirstOrDefault(e => e.Name.LocalName == itemType && Names(e.Attribute("Include")?.Value).Contains(Name));
            return element is IXmlLineInfo info ? info.LineNumber : 0;
        }
        catch (Exception e) when (e is IOException or XmlException or UnauthorizedAccessException or ArgumentException)
        {
            return 0;
        }
    }

    private static string[] Names(string? include) =>
        (include ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
