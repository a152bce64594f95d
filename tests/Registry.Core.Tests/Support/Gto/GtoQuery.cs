using System.Globalization;
using System.Text.RegularExpressions;

namespace Registry.Tests.Support.Gto;

/// <summary>A question as it was typed: <c>gto show m#prod --json --vs 2</c>.</summary>
internal sealed partial record GtoQuery
{
    public required string Verb { get; init; }

    public string? Argument { get; init; }

    /// <summary>Options without a value: <c>json</c>, <c>plain</c>, <c>asc</c>, <c>d</c>, <c>ro</c>, …</summary>
    public required IReadOnlySet<string> Flags { get; init; }

    public int AssignmentsPerVersion { get; init; } = -1;

    public int VersionsPerStage { get; init; } = 1;

    public bool BySemVer { get; init; }

    /// <summary>Another repository than the run's own, <c>-r</c>.</summary>
    public string? Repository { get; init; }

    /// <summary>The folder it was asked in, where it is not the repository's root.</summary>
    public string? Folder { get; init; }

    public bool IsJson => Flags.Contains("json");

    /// <summary>A single field that is printed a line, such as <c>version</c>; null for tables and JSON.</summary>
    public string? Field => Flags.FirstOrDefault(flag => flag is "name" or "version" or "stage" or "ref" or "event");

    /// <summary>Null for what asks nothing about the registry.</summary>
    public static GtoQuery? TryParse(string command)
    {
        var match = Grammar().Match(command);
        if (!match.Success)
        {
            return null;
        }

        var words = match.Groups["words"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => word.Trim('\'')).ToList();
        var flags = new HashSet<string>();
        var query = new GtoQuery
        {
            Verb = match.Groups["verb"].Value,
            Flags = flags,
            Folder = match.Groups["folder"] is { Success: true } folder ? folder.Value : null,
        };
        for (var i = 0; i < words.Count; i++)
        {
            switch (words[i])
            {
                case "--vs": query = query with { VersionsPerStage = Number(words[++i]) }; break;
                case "--av": query = query with { AssignmentsPerVersion = Number(words[++i]) }; break;
                case "--sort": query = query with { BySemVer = words[++i] == "semver" }; break;
                case "-r": query = query with { Repository = words[++i] }; break;
                case "--registered-only": flags.Add("ro"); break;
                case var word when word.StartsWith('-'): flags.Add(word.TrimStart('-')); break;
                default: query = query with { Argument = words[i] }; break;
            }
        }

        return query;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"\A(?:mkdir \S+ && )?(?:cd (?<folder>\S+) && )?gto (?<verb>show|history|stages|check-ref)(?<words>.*)\z")]
    private static partial Regex Grammar();
}
