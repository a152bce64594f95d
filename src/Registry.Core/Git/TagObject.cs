using System.Text;

namespace Registry.Git;

/// <summary>
/// An annotated tag, as its object's text has it. The text is kept as bytes and read where it is asked for: of a
/// hundred thousand tags, few are ever shown. A value, because each is looked at once.
/// </summary>
internal readonly struct TagObject
{
    private readonly ReadOnlyMemory<byte> _text;
    private readonly Range _target;
    private readonly Range _type;
    private readonly Range _name;
    private readonly Range _tagger;
    private readonly int _message;

    private TagObject(
        ReadOnlyMemory<byte> text, Range target, Range type, Range name, (Range Tagger, int Message) rest) =>
        (_text, _target, _type, _name, _tagger, _message) = (text, target, type, name, rest.Tagger, rest.Message);

    /// <summary>The whole, as bytes.</summary>
    public ReadOnlyMemory<byte> Text => _text;

    public string Target => Encoding.UTF8.GetString(TargetText);

    public string TargetType => Encoding.UTF8.GetString(TargetTypeText);

    public string Name => Encoding.UTF8.GetString(NameText);

    /// <summary>Null where there is none, or its time cannot be read.</summary>
    public Signature? Tagger => Signature.TryParse(_text.Span[_tagger]);

    public string Message => Encoding.UTF8.GetString(MessageText);

    public ReadOnlySpan<byte> TargetText => _text.Span[_target];

    public ReadOnlySpan<byte> TargetTypeText => _text.Span[_type];

    public ReadOnlySpan<byte> NameText => _text.Span[_name];

    public ReadOnlySpan<byte> MessageText => _text.Span[_message..];

    /// <summary>When it was tagged; null exactly where <see cref="Tagger"/> is.</summary>
    public DateTimeOffset? ReadDate() => Signature.ReadDate(_text.Span[_tagger]);

    /// <summary>Reads the text of a tag object; null where it is none.</summary>
    public static TagObject? TryParse(string text) => TryParse(Encoding.UTF8.GetBytes(text));

    /// <param name="memory">The text, which is kept and must not change.</param>
    public static TagObject? TryParse(ReadOnlyMemory<byte> memory)
    {
        var text = memory.Span;
        Range? target = null, type = null, name = null;
        var tagger = 0..0;
        var at = 0;
        while (at < text.Length && text[at] != '\n')
        {
            var length = text[at..].IndexOf((byte)'\n');
            var end = length < 0 ? text.Length : at + length;
            var line = text[at..end];
            var space = line.IndexOf((byte)' ');
            var value = space < 0 ? end..end : (at + space + 1)..end;
            switch (space < 0 ? line : line[..space])
            {
                case var key when key.SequenceEqual("object"u8): target = value; break;
                case var key when key.SequenceEqual("type"u8): type = value; break;
                case var key when key.SequenceEqual("tag"u8): name = value; break;
                case var key when key.SequenceEqual("tagger"u8): tagger = value; break;
                default: break;
            }

            at = end + 1;
        }

        return target is null || type is null || name is null
            ? null
            : new TagObject(memory, target.Value, type.Value, name.Value, (tagger, Math.Min(at + 1, text.Length)));
    }

    /// <summary>The text that <c>git mktag</c> takes.</summary>
    public static string Format(ObjectId commit, string name, string tagger, string message) =>
        $"object {commit}\ntype commit\ntag {name}\ntagger {tagger}\n\n{message}";
}
