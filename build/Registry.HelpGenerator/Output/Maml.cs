using System.Xml.Linq;
using Registry.HelpGenerator.Markdown;

namespace Registry.HelpGenerator.Output;

/// <summary>The names of MAML, and text in it.</summary>
internal static class Maml
{
    public static readonly XNamespace Text = "http://schemas.microsoft.com/maml/2004/10";
    public static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    public static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";
    public static readonly XNamespace Items = "http://msh";

    public static XElement Description(params string[] paragraphs) =>
        new(Text + "description", paragraphs.Select(Para));

    public static XElement Description(IEnumerable<Block> blocks) => new(Text + "description", Paras(blocks));

    /// <summary>MAML's lists are not shown by PowerShell: an item is a paragraph that begins with its marker.</summary>
    public static IEnumerable<XElement> Paras(IEnumerable<Block> blocks) => blocks.SelectMany(block => block switch
    {
        Paragraph paragraph => [paragraph.Text],
        Item item => [$"{item.Marker} {item.Text}"],
        Heading heading => [heading.Text.ToUpperInvariant()],
        Code code => [string.Join('\n', code.Lines.Select(line => "    " + line))],
        _ => Array.Empty<string>(),
    }).Select(Para);

    public static XElement Para(string text) => new(Text + "para", text);
}
