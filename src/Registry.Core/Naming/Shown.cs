using System.Text;

namespace Registry.Naming;

/// <summary>Text from outside as a message may show it: bounded, on one line, without control characters.</summary>
internal static class Shown
{
    private const int Longest = 120;

    public static string Of(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes().Take(Longest))
        {
            shown.Append(Rune.IsControl(rune) ? "\uFFFD" : rune.ToString());
        }

        return text.Length > Longest ? shown.Append('…').ToString() : shown.ToString();
    }
}
