using NuGet.Versioning;
using Registry.Ledger.Writing;
using Registry.Naming;
using SemanticVersion = Registry.Naming.SemanticVersion;

namespace Registry.Pins;

/// <summary>
/// Which tags decide what a pin means, as patterns with one star: a remote is asked for those and no more. A pattern may
/// match more than is needed, never less.
/// </summary>
internal static class PinRefs
{
    /// <summary>A range over more majors or minors than these is asked for as one.</summary>
    private const long Most = 4;

    public static IReadOnlyList<string> OfModel(ModelName model) => Chain.TagPatternsOf(model);

    public static IReadOnlyList<string> OfVersions(ModelName model) => [$"{Tag(model)}@v*"];

    /// <summary>One version: its registrations and deregistrations, with counters and without.</summary>
    public static IReadOnlyList<string> OfVersion(ModelName model, SemanticVersion version)
    {
        var tag = $"{Tag(model)}@{version}";
        return [tag, $"{tag}!*", $"{tag}#*"];
    }

    /// <summary>What the pin names itself. For a stage its assignments; their versions are a second question.</summary>
    public static IReadOnlyList<string> Of(ModelName model, Pin pin) =>
        pin.Exact is { } exact ? OfVersion(model, exact)
            : pin.Stage is { } stage ? OfStage(model, stage)
            : [.. Prefixes(pin).Select(prefix => $"{Tag(model)}@v{prefix}*")];

    /// <summary>
    /// What may overrule any pin: deprecations and erasures. Where there is one, the whole model is looked at. And
    /// annotations, which decide nothing and are told with what was found.
    /// </summary>
    public static IReadOnlyList<string> BesidesPin(ModelName model) => [$"{Tag(model)}@deprecated*", $"{Tag(model)}+*"];

    private static string Tag(ModelName model) => $"refs/tags/{model.TagForm}";

    private static IReadOnlyList<string> OfStage(ModelName model, StageName stage)
    {
        var tag = $"{Tag(model)}#{stage}";

        // Without a counter, as GTO can write it: named in full, git would fail where it is not there, as it seldom is.
        return [$"{tag[..^1]}*{tag[^1]}", $"{tag}!*", $"{tag}#*"];
    }

    /// <summary>How the versions of a range begin.</summary>
    private static IReadOnlyList<string> Prefixes(Pin pin)
    {
        var range = pin.Range!;
        var (min, max) = (range.MinVersion, range.MaxVersion);
        if (new[] { min, max }.Any(HasLargestNumber))
        {
            // Numbers beyond NuGet's count as the largest it has: they begin otherwise.
            return [""];
        }

        return range.IsFloating ? [FloatPrefix(range.Float!.FloatBehavior, min!)]
            : max is null ? [""]
            : BoundedPrefixes(range, min ?? new NuGetVersion(0, 0, 0), max);
    }

    private static bool HasLargestNumber(NuGetVersion? version) =>
        version is { Major: int.MaxValue } or { Minor: int.MaxValue } or { Patch: int.MaxValue };

    private static string FloatPrefix(NuGetVersionFloatBehavior behavior, NuGetVersion min) => behavior switch
    {
        NuGetVersionFloatBehavior.Minor or NuGetVersionFloatBehavior.PrereleaseMinor => $"{min.Major}.",
        NuGetVersionFloatBehavior.Patch or NuGetVersionFloatBehavior.PrereleasePatch => $"{min.Major}.{min.Minor}.",
        NuGetVersionFloatBehavior.Revision or NuGetVersionFloatBehavior.PrereleaseRevision
            or NuGetVersionFloatBehavior.Prerelease => $"{min.Major}.{min.Minor}.{min.Patch}",
        _ => "",
    };

    private static IReadOnlyList<string> BoundedPrefixes(VersionRange range, NuGetVersion min, NuGetVersion max)
    {
        // Below an exclusive 3.0.0 lie only versions of 2, unless prereleases of 3.0.0 are let in.
        var excluded = !range.IsMaxInclusive && !min.IsPrerelease && !max.IsPrerelease
            && max is { Patch: 0, Revision: 0 };
        var lastMajor = excluded && max.Minor == 0 ? max.Major - 1L : max.Major;
        if (lastMajor - min.Major >= Most)
        {
            return [""];
        }

        if (lastMajor != min.Major || max.Major != min.Major)
        {
            return [.. Range(min.Major, lastMajor).Select(major => $"{major}.")];
        }

        var lastMinor = excluded ? max.Minor - 1L : max.Minor;
        return lastMinor - min.Minor >= Most
            ? [$"{min.Major}."]
            : [.. Range(min.Minor, lastMinor).Select(minor => $"{min.Major}.{minor}.")];
    }

    private static IEnumerable<long> Range(long first, long last)
    {
        for (var number = first; number <= Math.Max(first, last); number++)
        {
            yield return number;
        }
    }
}
