using System.Globalization;

namespace Registry.Naming;

/// <summary>
/// Takes the names of many tags apart. Equal models and stages come out as one object: a registry has few of them, each
/// on hundreds of tags. For one thread at a time.
/// </summary>
internal sealed class TagNameParser
{
    private const string Prefix = "refs/tags/";
    private readonly Dictionary<string, ModelName>.AlternateLookup<ReadOnlySpan<char>> _models =
        new Dictionary<string, ModelName>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly Dictionary<string, StageName>.AlternateLookup<ReadOnlySpan<char>> _stages =
        new Dictionary<string, StageName>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>With or without <c>refs/tags/</c>; null for one of other tools.</summary>
    public TagName? TryParse(ReadOnlySpan<char> text)
    {
        text = text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..] : text;
        var mark = text.IndexOfAny('@', '#', '+');
        if (mark <= 0 || ModelOf(text[..mark]) is not { } model)
        {
            return null;
        }

        var rest = text[(mark + 1)..];
        return !TakeCounter(ref rest, out var counter) ? null : text[mark] switch
        {
            '@' => OfVersion(model, rest, counter),
            '#' => OfStage(model, rest, counter),
            _ => OfExtension(model, rest, counter),
        };
    }

    private static TagName? OfVersion(ModelName model, ReadOnlySpan<char> rest, long? counter)
    {
        if (rest is "deprecated" or "created")
        {
            var kind = rest is "created" ? EventKind.Created : EventKind.Deprecate;
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

    private TagName? OfStage(ModelName model, ReadOnlySpan<char> rest, long? counter)
    {
        var cancels = TakeCancel(ref rest);
        return StageOf(rest) is not { } stage ? null : new TagName
        {
            Model = model,
            Kind = cancels ? EventKind.Unassign : EventKind.Assign,
            Stage = stage,
            Counter = counter,
        };
    }

    private static TagName? OfExtension(ModelName model, ReadOnlySpan<char> rest, long? counter) =>
        counter is not null && rest is { Length: > 0 and <= 50 } && !rest.ContainsAnyExceptInRange('a', 'z')
            ? new TagName { Model = model, Kind = EventKind.Extension, Extension = rest.ToString(), Counter = counter }
            : null;

    private ModelName? ModelOf(ReadOnlySpan<char> text)
    {
        if (_models.TryGetValue(text, out var known))
        {
            return known;
        }

        var model = ModelName.TryParseTagForm(text);
        if (model is not null)
        {
            _models[text] = model;
        }

        return model;
    }

    private StageName? StageOf(ReadOnlySpan<char> text)
    {
        if (_stages.TryGetValue(text, out var known))
        {
            return known;
        }

        var stage = StageName.TryParse(text);
        if (stage is not null)
        {
            _stages[text] = stage;
        }

        return stage;
    }

    private static bool TakeCancel(ref ReadOnlySpan<char> rest)
    {
        if (!rest.EndsWith('!'))
        {
            return false;
        }

        rest = rest[..^1];
        return true;
    }

    /// <summary>False where a counter stands there but is none.</summary>
    private static bool TakeCounter(ref ReadOnlySpan<char> rest, out long? counter)
    {
        counter = null;
        var mark = rest.IndexOf('#');
        if (mark < 0)
        {
            return true;
        }

        var digits = rest[(mark + 1)..];
        rest = rest[..mark];
        if (digits.Length == 0 || digits.ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        counter = long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : long.MaxValue;
        return true;
    }
}
