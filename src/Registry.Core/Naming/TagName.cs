using System.Globalization;

namespace Registry.Naming;

/// <summary>What an event does.</summary>
public enum EventKind
{
    Register,
    Deregister,
    Assign,
    Unassign,
    Deprecate,

    /// <summary>
    /// GTO's <c>@created</c>: it parses there, has no action, and ends every command. Here it counts nowhere.
    /// </summary>
    Created,

    /// <summary>An event that GTO does not know, <c>{name}+{event}#{n}</c>.</summary>
    Extension,
}

/// <summary>A tag's name taken apart, in GTO 1.10.1's grammar and ours beside it; no I/O.</summary>
public sealed record TagName
{
    /// <summary>Above this a counter is taken for an attack or an accident, and the tag is passed over.</summary>
    public const long MaxCounter = 1_000_000_000;

    public required ModelName Model { get; init; }

    public required EventKind Kind { get; init; }

    /// <summary>For register and deregister.</summary>
    public SemanticVersion? Version { get; init; }

    /// <summary>For assign and unassign.</summary>
    public StageName? Stage { get; init; }

    /// <summary>For an extension: its event, such as <c>annotated</c>.</summary>
    public string? Extension { get; init; }

    /// <summary>Null where the tag has none. Leading zeros count for nothing.</summary>
    public long? Counter { get; init; }

    /// <summary>
    /// Takes the name of a tag apart, with or without <c>refs/tags/</c>; null for one of other tools.
    /// </summary>
    public static TagName? TryParse(string text) => new TagNameParser().TryParse(text);

    /// <summary>The name as Git has it, without <c>refs/tags/</c>.</summary>
    public override string ToString()
    {
        var counter = Counter is { } n ? string.Create(CultureInfo.InvariantCulture, $"#{n}") : "";
        return Model.TagForm + Kind switch
        {
            EventKind.Register => $"@{Version}{counter}",
            EventKind.Deregister => $"@{Version}!{counter}",
            EventKind.Assign => $"#{Stage}{counter}",
            EventKind.Unassign => $"#{Stage}!{counter}",
            EventKind.Deprecate => $"@deprecated{counter}",
            EventKind.Created => $"@created{counter}",
            _ => $"+{Extension}{counter}",
        };
    }
}
