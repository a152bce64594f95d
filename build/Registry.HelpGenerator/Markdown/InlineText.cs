using System.Text;

namespace Registry.HelpGenerator.Markdown;

/// <summary>Text as a console shows it: without the marks of code, weight and links.</summary>
internal static class InlineText
{
    /// <exception cref="PageException">A mark that is not closed.</exception>
    public static string Plain(string text, string file, int line)
    {
        var plain = new StringBuilder();
        for (var at = 0; at < text.Length;)
        {
            at = text[at] switch
            {
                '`' => Code(),
                '[' when LinkEnd(at) is { } middle => Link(middle),
                '*' when text.AsSpan(at).StartsWith("**") => at + 2,
                _ => Letter(),
            };

            int Letter()
            {
                plain.Append(text[at]);
                return at + 1;
            }

            int Code()
            {
                var end = text.IndexOf('`', at + 1);
                if (end < 0)
                {
                    throw new PageException(file, line, "A '`' is not closed in this paragraph.");
                }

                plain.Append(Quoted(text[(at + 1)..end]));
                return end + 1;
            }

            int Link(int middle)
            {
                plain.Append(Plain(text[(at + 1)..middle], file, line));
                return text.IndexOf(')', middle) + 1;
            }
        }

        return plain.ToString();

        // Where code is more than a word, its end would not be seen without a mark.
        static string Quoted(string code) => code.Contains(' ') && !code.Contains('\'') ? $"'{code}'" : code;

        int? LinkEnd(int at) =>
            text.IndexOf("](", at, StringComparison.Ordinal) is > 0 and var middle
            && text.IndexOf(')', middle) > 0 ? middle : null;
    }
}
