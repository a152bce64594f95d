using System.Text;
using Registry.HelpGenerator.Markdown;
using Registry.HelpGenerator.Pages;

namespace Registry.HelpGenerator.Output;

/// <summary>A topic as a text of 80 columns. Its first lines are where <c>Get-Help</c> looks for them.</summary>
internal sealed class TopicText
{
    private const int Width = 80;
    private const string Margin = "    ";
    private readonly StringBuilder _text = new();

    private TopicText()
    {
    }

    public static string Of(TopicPage page, IReadOnlyList<ErrorPage> errors)
    {
        var text = new TopicText();
        text.Section("TOPIC", [new Paragraph(page.Name, 0)]);
        text.Section("SHORT DESCRIPTION", [new Paragraph(page.Short, 0)]);
        text.Section("LONG DESCRIPTION", page.Long);
        if (page.Name == TopicPage.OfErrors)
        {
            foreach (var error in errors)
            {
                text.Write(new Heading(3, $"{error.Code}: {error.When}", 0));
                text.Write(error.Meaning);
                text.Write([new Paragraph("Causes:", 0), .. error.Causes]);
                text.Write([new Paragraph("What to do:", 0), .. error.Remedy]);
            }
        }

        text.Section("SEE ALSO", page.SeeAlso);
        return text._text.ToString().TrimEnd('\n') + "\n";
    }

    private void Section(string title, IEnumerable<Block> blocks)
    {
        _text.Append(title).Append('\n');
        Write(blocks);
    }

    /// <summary>Paragraphs are parted by an empty line, items of one list are not.</summary>
    private void Write(IEnumerable<Block> blocks)
    {
        Block? before = null;
        foreach (var block in blocks)
        {
            if (before is Item && block is Item)
            {
                _text.Length--;
            }

            Write(block);
            before = block;
        }
    }

    private void Write(Block block)
    {
        switch (block)
        {
            case Heading heading:
                Lines("  ", "  ", heading.Text);
                _text.Append("  ").Append('-', Math.Min(heading.Text.Length, Width - 4)).Append('\n');
                return;
            case Item item:
                var hanging = Margin + new string(' ', item.Marker.Length + 1);
                Lines($"{Margin}{item.Marker} ", hanging, item.Text);
                break;
            case Code code:
                _text.AppendJoin('\n', code.Lines.Select(line => (Margin + Margin + line).TrimEnd())).Append('\n');
                break;
            case Paragraph paragraph:
                Lines(Margin, Margin, paragraph.Text);
                break;
        }

        _text.Append('\n');
    }

    private void Lines(string first, string next, string text)
    {
        var line = first;
        var isEmpty = true;
        foreach (var word in text.Split(' '))
        {
            if (!isEmpty && line.Length + 1 + word.Length > Width)
            {
                _text.Append(line).Append('\n');
                (line, isEmpty) = (next, true);
            }

            line += isEmpty ? word : $" {word}";
            isEmpty = false;
        }

        _text.Append(line).Append('\n');
    }
}
