using System.Globalization;
using Registry.Git;
using Registry.Naming;

namespace Registry.Ledger;

/// <summary>A tag that counts: its name taken apart, and what its object says.</summary>
internal sealed record RegistryEvent
{
    public required TagName Name { get; init; }

    /// <summary>The tag's name, without <c>refs/tags/</c>.</summary>
    public required string Tag { get; init; }

    public required ObjectId TagObject { get; init; }

    public required ObjectId Commit { get; init; }

    public required Signature Tagger { get; init; }

    public required TagMessage Message { get; init; }

    /// <summary>The number along the model that its trailer tells; null on a tag of another tool.</summary>
    public long? Number { get; init; }

    public EventKind Kind => Name.Kind;

    /// <summary>The order of a model's events: time, number, kind as GTO breaks ties, name.</summary>
    public static int InOrder(RegistryEvent left, RegistryEvent right)
    {
        var order = left.Tagger.Date.ToUnixTimeSeconds().CompareTo(right.Tagger.Date.ToUnixTimeSeconds());
        order = order != 0 ? order : (left.Number ?? 0).CompareTo(right.Number ?? 0);
        order = order != 0 ? order : Priority(left.Kind).CompareTo(Priority(right.Kind));
        return order != 0 ? order : string.CompareOrdinal(left.Tag, right.Tag);
    }

    /// <summary>Reads a tag; null where it does not count.</summary>
    public static RegistryEvent? TryCreate(GitRef reference, TagName name, TagObject? tag, DateTimeOffset now)
    {
        if (tag is not { TargetType: "commit", Tagger: { } tagger } || !IsOwnName(tag.Name, reference.Name)
            || ObjectId.TryParse(tag.Target) is not { } commit
            || name.Kind == EventKind.Created || name.Counter > TagName.MaxCounter
            || tagger.Date.ToUnixTimeSeconds() < 0 || tagger.Date.Year >= 2200 || tagger.Date > now.AddDays(1))
        {
            return null;
        }

        var message = TagMessage.Parse(tag.Message);
        return new RegistryEvent
        {
            Name = name,
            Tag = reference.Name["refs/tags/".Length..],
            TagObject = reference.Target,
            Commit = commit,
            Tagger = tagger,
            Message = message,
            Number = NumberOf(message),
        };
    }

    /// <summary>
    /// The number along the model that a message tells; null without one, or where it is out of bounds.
    /// </summary>
    public static long? NumberOf(TagMessage message) =>
        long.TryParse(message.Find(Trailer.Event), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number is > 0 and <= TagName.MaxCounter ? number : null;

    /// <summary>
    /// Whether a tag object stands under its own name; under another it is a copy of an event, not one. GTO's library
    /// drops
    /// doubled and leading slashes of a ref, and leaves them in the object.
    /// </summary>
    private static bool IsOwnName(string inner, string reference)
    {
        while (inner.Contains("//", StringComparison.Ordinal))
        {
            inner = inner.Replace("//", "/", StringComparison.Ordinal);
        }

        return reference == $"refs/tags/{inner.TrimStart('/')}";
    }

    // GTO: on one second any version's event follows a deprecation, deregister register, and unassign assign.
    private static int Priority(EventKind kind) => kind switch
    {
        EventKind.Deprecate => 0,
        EventKind.Register => 1,
        EventKind.Deregister => 2,
        EventKind.Assign => 3,
        EventKind.Unassign => 4,
        _ => 5,
    };
}
