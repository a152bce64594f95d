using Registry.Pins;

namespace Registry.Naming;

/// <summary>
/// What <c>Resolve-MLModel</c> takes: <c>churn@v2.1.0</c>, <c>churn@latest</c>, <c>churn@[1.2,2.0)</c>,
/// <c>churn#prod</c>, a bare name (its latest), or a tag's name as CI gets it.
/// </summary>
public sealed record ModelReference
{
    public required ModelName Model { get; init; }

    /// <summary>Null where <see cref="Tag"/> is set.</summary>
    public Pin? Pin { get; init; }

    /// <summary>An event's tag: it stands for the version of the event, whatever came after.</summary>
    public TagName? Tag { get; init; }

    /// <exception cref="RegistryException">MLR1003.</exception>
    public static ModelReference Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var full = text.StartsWith("refs/tags/", StringComparison.Ordinal);
        if (TagName.TryParse(text) is { } tag && (full || tag.Counter is not null || IsEventOnly(tag.Kind)))
        {
            return new ModelReference { Model = tag.Model, Tag = tag };
        }

        var mark = text.IndexOfAny(['@', '#']);
        var name = mark < 0 ? text : text[..mark];
        if ((ModelName.TryParse(name) ?? ModelName.TryParseTagForm(name)) is not { } model || mark == text.Length - 1)
        {
            throw new RegistryException(
                ErrorCodes.Malformed,
                $"'{Shown.Of(text)}' is not a reference; write 'churn@v2.1.0', 'churn@latest', 'churn@[1.2,2.0)', "
                + "'churn#prod', or the name of a tag.");
        }

        return new ModelReference
        {
            Model = model,
            Pin = mark < 0 ? Pin.Latest
                : text[mark] == '#' ? Pin.OfStage(text[(mark + 1)..]) : Pin.OfVersion(text[(mark + 1)..]),
        };
    }

    private static bool IsEventOnly(EventKind kind) => kind is not (EventKind.Register or EventKind.Assign);
}
