using System.Text.RegularExpressions;
using Registry.Naming;

namespace Registry.Ledger;

/// <summary>
/// The version that an assignment says it is about: by our trailer, else by GTO's subject. It is a hint: the commit
/// decides, and only where that carries several versions does the tag's own word count.
/// </summary>
internal static partial class NamedVersion
{
    public static SemanticVersion? Of(RegistryEvent e) =>
        e.Message.Find(Trailer.Version) is { } trailer
            ? SemanticVersion.TryParseTagForm(trailer)
            : SubjectEnd().Match(e.Message.Subject) is { Success: true } match
                ? SemanticVersion.TryParseTagForm(match.Groups[1].Value) : null;

    /// <summary>GTO writes <c>Assigning stage prod to artifact churn version v1.0.0</c>, at times in quotes.</summary>
    [GeneratedRegex(@" version '?(v[0-9A-Za-z.+-]+)'?\s*\z")]
    private static partial Regex SubjectEnd();
}
