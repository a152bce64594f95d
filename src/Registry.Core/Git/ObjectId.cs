namespace Registry.Git;

/// <summary>The id of a Git object: 40 or 64 lower-case hex digits.</summary>
internal readonly record struct ObjectId(string Hex)
{
    public static ObjectId? TryParse(string? text) =>
        text is { Length: 40 or 64 } && text.All(char.IsAsciiHexDigitLower) ? new ObjectId(text) : null;

    public override string ToString() => Hex;
}
