using System.Xml.Linq;
using Microsoft.Build.Framework;

namespace Registry.MSBuild.Hosting;

/// <summary>Items on their way back to a build: as a project whose target returns them, metadata and all.</summary>
internal static class ResultProject
{
    private const string Type = "Result";

    public static void Write(string path, IEnumerable<ITaskItem> items) => new XDocument(new XElement(
        "Project",
        new XElement("ItemGroup", items.Select(Element)),
        new XElement("Target", new XAttribute("Name", "Read"), new XAttribute("Returns", $"@({Type})")))).Save(path);

    private static XElement Element(ITaskItem item) => new(
        Type,
        new XAttribute("Include", ItemText.Escape(item.ItemSpec)),
        item.CloneCustomMetadata().Keys.Cast<string>()
            .Select(name => new XElement(name, ItemText.Escape(item.GetMetadata(name)))));
}
