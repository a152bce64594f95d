using Registry.HelpGenerator.Markdown;

namespace Registry.HelpGenerator.Pages;

/// <summary>A page about a topic, for <c>Get-Help about_…</c>.</summary>
internal sealed record TopicPage(
    string File, string Name, string Short, IReadOnlyList<Block> Long, IReadOnlyList<Block> SeeAlso)
{
    /// <summary>The topic that ends with the pages of all codes.</summary>
    public const string OfErrors = "about_Registry_Errors";

    /// <exception cref="PageException">The page departs from the layout.</exception>
    public static TopicPage Read(string file, string text)
    {
        var (title, sections) = Section.Page(
            MarkdownReader.Read(file, text), file, "SHORT DESCRIPTION", "LONG DESCRIPTION", "SEE ALSO");
        if (title != Path.GetFileNameWithoutExtension(file))
        {
            throw new PageException(file, 1, $"The title is '{title}', and the file is named otherwise.");
        }

        // Get-Help shows the fifth line of the file, and no more, in its lists.
        return sections["SHORT DESCRIPTION"] is { Blocks: [Paragraph { Text.Length: <= 76 } paragraph] }
            ? new TopicPage(
                file, title, paragraph.Text, sections["LONG DESCRIPTION"].Filled(file).Blocks,
                sections["SEE ALSO"].Filled(file).Blocks)
            : throw new PageException(
                file, sections["SHORT DESCRIPTION"].Line,
                "The short description is one paragraph of at most 76 characters.");
    }
}
