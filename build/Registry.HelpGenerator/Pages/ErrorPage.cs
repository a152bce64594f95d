using Registry.HelpGenerator.Markdown;

namespace Registry.HelpGenerator.Pages;

/// <summary>What a page says of one code.</summary>
internal sealed record ErrorPage(
    string Code, string When, IReadOnlyList<Block> Meaning, IReadOnlyList<Block> Causes, IReadOnlyList<Block> Remedy)
{
    /// <exception cref="PageException">The page departs from the layout, or from the code.</exception>
    public static ErrorPage Read(string file, string text, ErrorCode code)
    {
        var blocks = MarkdownReader.Read(file, text);
        var (title, sections) = Section.Page(blocks, file, "Causes", "What to do");
        if (title != $"{code}: {code.When}")
        {
            throw new PageException(file, 1, $"The title is '{title}', and the code says '{code}: {code.When}'.");
        }

        var meaning = blocks.Skip(1).TakeWhile(block => block is not Heading).ToList();
        return meaning.Count == 0
            ? throw new PageException(file, 1, "What the code means is missing below its title.")
            : new ErrorPage(
                code.Id, code.When, meaning, sections["Causes"].Filled(file).Blocks,
                sections["What to do"].Filled(file).Blocks);
    }
}
