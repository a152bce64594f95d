using System.Text;
using System.Xml;
using System.Xml.Linq;
using Registry.HelpGenerator.Pages;

namespace Registry.HelpGenerator.Output;

/// <summary>The help of all commands, as <c>Get-Help</c> looks for it beside the manifest.</summary>
internal static class MamlFile
{
    /// <summary>After the assembly that the commands are in.</summary>
    public const string Name = "Registry.PowerShell.dll-Help.xml";

    public static void Write(string file, IEnumerable<DescribedCommand> commands)
    {
        var items = new XElement(
            Maml.Items + "helpItems", new XAttribute("schema", "maml"), commands.Select(CommandOf));
        // Bare line feeds within code are kept, and the file is the same on every system.
        var settings = new XmlWriterSettings
        {
            Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            Indent = true,
            NewLineChars = "\n",
            NewLineHandling = NewLineHandling.Replace,
        };
        using var writer = XmlWriter.Create(file, settings);
        new XDocument(items).Save(writer);
    }

    private static XElement CommandOf(DescribedCommand described)
    {
        var (command, page) = described;
        return new XElement(
            Maml.Command + "command",
            new XAttribute(XNamespace.Xmlns + "maml", Maml.Text),
            new XAttribute(XNamespace.Xmlns + "command", Maml.Command),
            new XAttribute(XNamespace.Xmlns + "dev", Maml.Dev),
            new XElement(
                Maml.Command + "details",
                new XElement(Maml.Command + "name", command.Name),
                new XElement(Maml.Command + "verb", command.Verb),
                new XElement(Maml.Command + "noun", command.Noun),
                Maml.Description(page.Synopsis)),
            Maml.Description(page.Description),
            MamlParameters.Syntax(command),
            MamlParameters.All(command, page),
            new XElement(Maml.Command + "inputTypes", page.Inputs.Select(entry => TypeOf("inputType", entry))),
            new XElement(Maml.Command + "returnValues", page.Outputs.Select(entry => TypeOf("returnValue", entry))),
            new XElement(Maml.Text + "alertSet", new XElement(Maml.Text + "alert", Maml.Paras(page.Notes))),
            new XElement(Maml.Command + "examples", page.Examples.Select(ExampleOf)),
            new XElement(Maml.Command + "relatedLinks", Links(command.HelpUri, page.Links)));
    }

    private static XElement TypeOf(string element, Entry entry) => new(
        Maml.Command + element,
        new XElement(Maml.Dev + "type", new XElement(Maml.Text + "name", entry.Name)),
        Maml.Description(entry.Text));

    private static XElement ExampleOf(Example example) => new(
        Maml.Command + "example",
        new XElement(Maml.Text + "title", $"---- {example.Title} ----"),
        new XElement(Maml.Dev + "code", example.Code),
        // The empty one parts it from the next example.
        new XElement(Maml.Dev + "remarks", Maml.Paras(example.Remarks), Maml.Para("")));

    /// <summary>The page on the web first: what <c>-Online</c> opens.</summary>
    private static IEnumerable<XElement> Links(string? online, IEnumerable<Link> links) =>
        (online is null ? [] : new[] { LinkTo("Online version:", online) }).Concat(links.Select(link =>
            LinkTo(link.Text, link.Target.StartsWith("https://", StringComparison.Ordinal) ? link.Target : null)));

    private static XElement LinkTo(string text, string? uri) => new(
        Maml.Text + "navigationLink",
        new XElement(Maml.Text + "linkText", text), new XElement(Maml.Text + "uri", uri ?? ""));
}
