using Registry.HelpGenerator.Markdown;

namespace Registry.HelpGenerator.Pages;

/// <summary>A heading and what follows it, up to the next heading of its level or above.</summary>
internal sealed record Section(string Title, IReadOnlyList<Block> Blocks, int Line)
{
    /// <summary>The sections of a level; what stands before the first is refused where nothing may.</summary>
    public static IReadOnlyList<Section> Split(
        IReadOnlyList<Block> blocks, int level, string file, bool mayBegin = false)
    {
        var sections = new List<Section>();
        var from = Start(0);
        if (from > 0 && !mayBegin)
        {
            throw new PageException(
                file, blocks[0].Line, $"Nothing may stand before the first heading of level {level}.");
        }

        while (from < blocks.Count)
        {
            var to = Start(from + 1);
            var heading = (Heading)blocks[from];
            sections.Add(new Section(heading.Text, [.. blocks.Take(to).Skip(from + 1)], heading.Line));
            from = to;
        }

        return sections;

        int Start(int at)
        {
            while (at < blocks.Count && !(blocks[at] is Heading heading && heading.Level <= level))
            {
                at++;
            }

            return at;
        }
    }

    /// <summary>The page's title and its sections: these, in this order; those with a '?' may be missing.</summary>
    public static (string Title, IReadOnlyDictionary<string, Section> Sections) Page(
        IReadOnlyList<Block> blocks, string file, params string[] titles)
    {
        if (blocks is not [Heading { Level: 1 } title, ..]
            || blocks.Skip(1).Any(block => block is Heading { Level: 1 }))
        {
            throw new PageException(file, 1, "A page begins with its title, '# …', and has no other.");
        }

        var sections = Split([.. blocks.Skip(1)], 2, file, mayBegin: true);
        var wanted = titles.Select(t => t.TrimEnd('?')).ToList();
        var found = sections.Select(section => section.Title).ToList();
        var missing = titles.Where(t => !t.EndsWith('?') && !found.Contains(t)).ToList();
        if (missing.Count > 0)
        {
            throw new PageException(file, title.Line, $"The section '## {missing[0]}' is missing.");
        }

        if (sections.FirstOrDefault(section => !wanted.Contains(section.Title)) is { } foreign)
        {
            throw new PageException(
                file, foreign.Line, $"There is no section '{foreign.Title}'; there are {string.Join(", ", wanted)}.");
        }

        if (!wanted.Where(found.Contains).SequenceEqual(found))
        {
            throw new PageException(
                file, sections[0].Line,
                $"The sections are these, each once, in this order: {string.Join(", ", wanted)}.");
        }

        return (title.Text, sections.ToDictionary(section => section.Title));
    }

    /// <summary>The same, refused where it is empty.</summary>
    public Section Filled(string file) => Blocks.Count > 0 ? this
        : throw new PageException(file, Line, $"There is nothing under '{Title}'.");
}
