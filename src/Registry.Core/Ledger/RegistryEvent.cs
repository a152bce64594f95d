using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Registry.Git;
using Registry.Naming;

namespace Registry.Ledger;

/// <summary>
/// A tag that counts: its name taken apart, and what its object says. Equal where name and object are: an object's id
/// stands for all that it says.
/// </summary>
internal sealed record RegistryEvent
{
    /// <summary>The event of an erasure: <c>{name}+erased#{n}</c>.</summary>
    public const string Erased = "erased";

    private const string Prefix = "refs/tags/";
    private readonly string _reference;
    private readonly ReadOnlyMemory<byte> _text;
    private readonly long _second;
    private string? _tag;
    private Signature? _tagger;
    private TagMessage? _message;

    /// <summary>An event that is put together here, not read.</summary>
    public RegistryEvent() => _reference = "";

#pragma warning disable CS8618 // Tag, Tagger and Message are taken from what was read when they are asked for.
    [SetsRequiredMembers]
    private RegistryEvent(GitRef reference, TagName name, ReadOnlyMemory<byte> text, DateTimeOffset date) =>
        (_reference, _text, _second, Name, TagObject) =
        (reference.Name, text, date.ToUnixTimeSeconds(), name, reference.Target);
#pragma warning restore CS8618

    public required TagName Name { get; init; }

    /// <summary>The tag's name, without <c>refs/tags/</c>.</summary>
    public required string Tag
    {
        get => _tag ??= _reference[Prefix.Length..];
        init => (_tag, _reference) = (value, Prefix + value);
    }

    public required ObjectId TagObject { get; init; }

    public required ObjectId Commit { get; init; }

    /// <summary>Taken from the tag's text when first asked for, as <see cref="Message"/> is.</summary>
    public required Signature Tagger
    {
        get => _tagger ??= Registry.Git.TagObject.TryParse(_text)!.Value.Tagger!;
        init => (_tagger, _second) = (value, value.Date.ToUnixTimeSeconds());
    }

    public required TagMessage Message
    {
        get => _message ??= TagMessage.Parse(Registry.Git.TagObject.TryParse(_text)!.Value.Message);
        init => _message = value;
    }

    /// <summary>The number along the model that its trailer tells; null on a tag of another tool.</summary>
    public long? Number { get; init; }

    public EventKind Kind => Name.Kind;

    /// <summary>Whether it says something of a version or of the model, and changes nothing else.</summary>
    public bool IsAnnotation => Kind == EventKind.Extension && Name.Extension == Notes.Annotated;

    /// <summary>Whether it gives up the bytes of the version that its trailer names.</summary>
    public bool IsErasure => Kind == EventKind.Extension && Name.Extension == Erased;

    /// <summary>The version that the trailer names. A stage's is decided by the commit all the same.</summary>
    public SemanticVersion? NamedVersion => SemanticVersion.TryParse(Message.Find(Trailer.Version));

    /// <summary>The order of a model's events: time, number, kind as GTO breaks ties, name.</summary>
    public static int InOrder(RegistryEvent left, RegistryEvent right)
    {
        var order = left._second.CompareTo(right._second);
        order = order != 0 ? order : (left.Number ?? 0).CompareTo(right.Number ?? 0);
        order = order != 0 ? order : Priority(left.Kind).CompareTo(Priority(right.Kind));
        return order != 0 ? order : string.CompareOrdinal(left._reference, right._reference);
    }

    /// <summary>Reads a tag; null where it does not count.</summary>
    public static RegistryEvent? TryCreate(GitRef reference, TagName name, TagObject? tag, DateTimeOffset now)
    {
        if (tag is not { } source || source.ReadDate() is not { } date
            || !source.TargetTypeText.SequenceEqual("commit"u8) || !IsOwnName(source, reference.Name) || ObjectId.TryParse(source.TargetText) is not { } commit
            || name.Kind == EventKind.Created || name.Counter > TagName.MaxCounter
            || date.ToUnixTimeSeconds() < 0 || date.Year >= 2200 || date > now.AddDays(1))
        {
            return null;
        }

        return new RegistryEvent(reference, name, source.Text, date)
        {
            Commit = commit,
            Number = NumberText.Read(source.MessageText),
        };
    }

    public bool Equals(RegistryEvent? other) =>
        other is not null && TagObject == other.TagObject && _reference == other._reference;

    public override int GetHashCode() => TagObject.GetHashCode();

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
    private static bool IsOwnName(TagObject tag, string reference)
    {
        if (Ascii.Equals(tag.NameText, reference.AsSpan(Prefix.Length)))
        {
            return true;
        }

        var inner = tag.Name;
        while (inner.Contains("//", StringComparison.Ordinal))
        {
            inner = inner.Replace("//", "/", StringComparison.Ordinal);
        }

        return reference == $"{Prefix}{inner.TrimStart('/')}";
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
