namespace Registry.PowerShell.Views;

/// <summary>A stage or a state in brackets.</summary>
/// <param name="Text">What stands between them.</param>
/// <param name="Colour">The escape code of its colour.</param>
internal readonly record struct Badge(string Text, string Colour)
{
    public static Badge Deprecated { get; } = new("deprecated", Tone.Yellow);

    public static Badge Withdrawn { get; } = new("withdrawn", Tone.Red);

    public static Badge Erased { get; } = new("erased", Tone.Red);

    public static Badge OfStage(string stage, string? version = null) =>
        new(string.IsNullOrEmpty(version) ? stage : $"{stage} {version}", ColourOf(stage));

    /// <summary>Where people look first comes first, what is out of use last; the others by name.</summary>
    public static int Rank(string stage) => IsProduction(stage) ? 0 : IsArchive(stage) ? 2 : 1;

    /// <summary>As many as have room, and the number of the others: never cut, and never on a second line.</summary>
    public static string Line(IReadOnlyList<Badge> badges, int room, bool colours)
    {
        var shown = badges.Count;
        while (shown > 1 && Length(badges, shown) > room)
        {
            shown--;
        }

        var more = shown < badges.Count ? $" +{badges.Count - shown}" : "";
        return string.Join(' ', badges.Take(shown).Select(badge => badge.Show(colours))) + more;
    }

    public string Show(bool colours) => colours ? $"{Colour}[{Text}]{Tone.Reset}" : $"[{Text}]";

    private static int Length(IReadOnlyList<Badge> badges, int shown) =>
        badges.Take(shown).Sum(badge => badge.Text.Length + 3) - 1
        + (shown < badges.Count ? $" +{badges.Count - shown}".Length : 0);

    private static string ColourOf(string stage) => IsProduction(stage) ? Tone.Green : IsArchive(stage) ? Tone.Grey : Tone.Cyan;

    private static bool IsProduction(string stage) => stage.StartsWith("prod", StringComparison.OrdinalIgnoreCase);

    private static bool IsArchive(string stage) => stage.StartsWith("archive", StringComparison.OrdinalIgnoreCase);
}
