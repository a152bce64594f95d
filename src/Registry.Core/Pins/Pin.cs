using System.Globalization;
using NuGet.Versioning;
using Registry.Naming;
using SemanticVersion = Registry.Naming.SemanticVersion;

namespace Registry.Pins;

/// <summary>
/// What is asked for: a stage, one exact version, or a range of them in NuGet's syntax. A bare version is exact, unlike
/// NuGet's: models have no graph in which a minimum could be raised (decision 0006).
/// </summary>
public sealed record Pin
{
    private readonly VersionRange? _range;

    private Pin(string requested) => Requested = requested;

    private Pin(string requested, VersionRange range)
    {
        Requested = requested;
        _range = range;
    }

    /// <summary>The highest version that is no prerelease.</summary>
    public static Pin Latest { get; } = new("*", VersionRange.Parse("*"));

    /// <summary>
    /// The normal form that lock files hold: <c>[2.1.0]</c>, <c>2.*</c>, <c>[1.2,2.0)</c> or <c>#stage</c>.
    /// </summary>
    public string Requested { get; }

    public StageName? Stage { get; private init; }

    /// <summary>Null for an exact version and for a stage.</summary>
    internal VersionRange? Range => _range;

    public SemanticVersion? Exact { get; private init; }

    /// <exception cref="RegistryException">MLR1003.</exception>
    public static Pin OfStage(string text)
    {
        var stage = StageName.Parse(text);
        return new Pin("#" + stage) { Stage = stage };
    }

    /// <summary>From <c>2.1.0</c>, <c>[2.1.0]</c>, <c>2.*</c>, <c>[1.2,2.0)</c>, <c>latest</c>.</summary>
    /// <exception cref="RegistryException">MLR1003.</exception>
    public static Pin OfVersion(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var trimmed = string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
        if (trimmed is "latest" or "greatest")
        {
            return Latest;
        }

        if (ExactText(trimmed) is { } exact)
        {
            return new Pin($"[{exact.Bare}]") { Exact = exact };
        }

        var range = trimmed.Length is > 0 and <= 200 && HasRangeSyntax(trimmed) && VersionRange.TryParse(trimmed, out var parsed)
            ? parsed
            : null;
        return range is null || IsEmpty(range)
            ? throw new RegistryException(
                ErrorCodes.Malformed,
                $"'{Shown.Of(text)}' is neither a version nor a range; write '2.1.0', '[1.2,2.0)', '2.*' or 'latest'.")
            : new Pin(trimmed, range);
    }

    /// <summary>Whether a version lies in it; for a pin by stage the answer is always no.</summary>
    public bool Accepts(SemanticVersion version)
    {
        if (Exact is not null)
        {
            return Exact == version;
        }

        return _range is not null
            && NuGetVersion.TryParse(Clamped(version), out var candidate)
            && (!version.IsPrerelease || AllowsPrerelease)
            && _range.Satisfies(candidate)
            && (!_range.IsFloating || _range.Float!.Satisfies(candidate));
    }

    public override string ToString() => Requested;

    // NuGet's rule: a range takes prereleases only where a bound of it is one, or it floats over them ('2.*-*').
    private bool AllowsPrerelease => _range is not null && (_range.IsFloating
        ? _range.Float!.IncludePrerelease || _range.MinVersion is { IsPrerelease: true }
        : _range.MinVersion is { IsPrerelease: true } || _range.MaxVersion is { IsPrerelease: true });

    /// <summary>
    /// NuGet's numbers are 32 bits wide; a larger one, a time stamp for instance, is above every bound.
    /// </summary>
    private static string Clamped(SemanticVersion version) => string.Join('.', version.Release.Select(
        number => int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? number : "2147483647"))
        + (version.IsPrerelease ? "-" + version.Prerelease : "");

    private static SemanticVersion? ExactText(string text) =>
        SemanticVersion.TryParse(text)
        ?? (text.StartsWith('[') && text.EndsWith(']') ? SemanticVersion.TryParse(text[1..^1]) : null);

    // A lone '1.2' would be read as a minimum: neither exact nor visibly a range, so it is refused.
    private static bool HasRangeSyntax(string text) => text[^1] is ')' or ']' || text.Contains('*', StringComparison.Ordinal);

    private static bool IsEmpty(VersionRange range) =>
        range is { HasLowerAndUpperBounds: true }
        && (range.MinVersion!.CompareTo(range.MaxVersion!) is var order)
        && (order > 0 || (order == 0 && !(range.IsMinInclusive && range.IsMaxInclusive)));
}
