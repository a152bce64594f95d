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
    public static TagName? TryParse(string text)
    {
        const string prefix = "refs/tags/";
        text = text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : text;
        var mark = text.IndexOfAny(['@', '#', '+']);
        if (mark <= 0 || ModelName.TryParseTagForm(text[..mark]) is not { } model)
        {
            return null;
        }

        var rest = text[(mark + 1)..];
        return text[mark] switch
        {
            '@' => OfVersion(model, rest),
            '#' => OfStage(model, rest),
            _ => OfExtension(model, rest),
        };
    }

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

    private static TagName? OfVersion(ModelName model, string rest)
    {
        if (!TakeCounter(ref rest, out var counter))
        {
            return null;
        }

        if (rest is "deprecated" or "created")
        {
            var kind = rest == "created" ? EventKind.Created : EventKind.Deprecate;
            return new TagName { Model = model, Kind = kind, Counter = counter };
        }

        var cancels = TakeCancel(ref rest);
        return SemanticVersion.TryParseTagForm(rest) is not { } version ? null : new TagName
        {
            Model = model,
            Kind = cancels ? EventKind.Deregister : EventKind.Register,
            Version = version,
            Counter = counter,
        };
    }

    private static TagName? OfStage(ModelName model, string rest)
    {
        if (!TakeCounter(ref rest, out var counter))
        {
            return null;
        }

        var cancels = TakeCancel(ref rest);
        return StageName.TryParse(rest) is not { } stage ? null : new TagName
        {
            Model = model,
            Kind = cancels ? EventKind.Unassign : EventKind.Assign,
            Stage = stage,
            Counter = counter,
        };
    }

    private static TagName? OfExtension(ModelName model, string rest) =>
        TakeCounter(ref rest, out var counter) && counter is not null
        && rest is { Length: > 0 and <= 50 } && rest.All(char.IsAsciiLetterLower)
            ? new TagName { Model = model, Kind = EventKind.Extension, Extension = rest, Counter = counter }
            : null;

    private static bool TakeCancel(ref string rest)
    {
        if (!rest.EndsWith('!'))
        {
            return false;
        }

        rest = rest[..^1];
        return true;
    }

    /// <summary>False where a counter stands there but is none.</summary>
    private static bool TakeCounter(ref string rest, out long? counter)
    {
        counter = null;
        var mark = rest.IndexOf('#', StringComparison.Ordinal);
        if (mark < 0)
        {
            return true;
        }

        var digits = rest[(mark + 1)..];
        rest = rest[..mark];
        if (digits.Length == 0 || !digits.All(char.IsAsciiDigit))
        {
            return false;
        }

        counter = long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : long.MaxValue;
        return true;
    }
}
