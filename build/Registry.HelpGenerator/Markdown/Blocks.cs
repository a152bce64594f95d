namespace Registry.HelpGenerator.Markdown;

/// <summary>A part of a page, with the line on which it begins, from 1.</summary>
internal abstract record Block(int Line);

/// <summary>A heading of level 1 to 3.</summary>
internal sealed record Heading(int Level, string Text, int Line) : Block(Line);

/// <summary>A paragraph, its lines joined, as plain text.</summary>
internal sealed record Paragraph(string Text, int Line) : Block(Line);

/// <summary>An item of a list; its marker is <c>-</c> or a number with a dot.</summary>
internal sealed record Item(string Marker, string Text, int Line) : Block(Line);

/// <summary>A fenced block as it stands.</summary>
internal sealed record Code(string Language, IReadOnlyList<string> Lines, int Line) : Block(Line)
{
    public string Text => string.Join('\n', Lines);
}

/// <summary>A page departs from the layout.</summary>
internal sealed class PageException(string file, int line, string message) : Exception(message)
{
    public string File { get; } = file;

    public int Line { get; } = line;
}
