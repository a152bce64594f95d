using Registry.HelpGenerator.Markdown;

namespace Registry.HelpGenerator.Pages;

/// <summary>What a page says of one command.</summary>
internal sealed record CommandPage(
    string File,
    string Name,
    string Synopsis,
    IReadOnlyList<Block> Description,
    IReadOnlyList<Example> Examples,
    IReadOnlyList<Entry> Parameters,
    IReadOnlyList<Entry> Inputs,
    IReadOnlyList<Entry> Outputs,
    IReadOnlyList<Block> Notes,
    IReadOnlyList<Link> Links);

/// <summary>Code to type, and what there is to say of it.</summary>
internal sealed record Example(string Title, string Code, IReadOnlyList<Block> Remarks, int Line);

/// <summary>A parameter or a type, and what there is to say of it.</summary>
internal sealed record Entry(string Name, IReadOnlyList<Block> Text, int Line);

/// <summary>Where to read on: another page's file, or a URL.</summary>
internal sealed record Link(string Text, string Target, int Line);
