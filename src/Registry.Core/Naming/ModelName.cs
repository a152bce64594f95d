namespace Registry.Naming;

/// <summary>
/// A model's name in GTO's grammar, a directory before it or not: <c>churn</c>, <c>path/to/dir:churn</c>. Tags and refs
/// have <c>=</c> where people write <c>:</c>. Equal by ordinal comparison: case matters.
/// </summary>
public sealed record ModelName : IComparable<ModelName>
{
    /// <summary>Longest name that is ever written, in characters.</summary>
    public const int MaxLength = 200;

    private ModelName(string text) => Text = text;

    /// <summary>As people write it, with <c>:</c> after a directory.</summary>
    public string Text { get; }

    /// <summary>As refs have it, with <c>=</c> after a directory.</summary>
    public string TagForm => Text.Replace(':', '=');

    /// <summary>The part of paths: <c>:</c> becomes <c>/</c>.</summary>
    public string PathForm => Text.Replace(':', '/');

    /// <exception cref="RegistryException">MLR1003.</exception>
    public static ModelName Parse(string text) =>
        TryParse(text) ?? throw new RegistryException(
            ErrorCodes.Malformed,
            $"'{Shown.Of(text)}' is not a model name; use letters, digits, '-', '_' and '/', beginning and ending with "
            + "a letter or digit, such as 'churn' or 'path/to/dir:churn'.");

    public static ModelName? TryParse(string? text) =>
        text is not null && NameGrammar.IsModel(text, ':') ? new ModelName(text) : null;

    public static ModelName? TryParseTagForm(string text) =>
        TryParseTagForm(text.AsSpan());

    internal static ModelName? TryParseTagForm(ReadOnlySpan<char> text) =>
        NameGrammar.IsModel(text, '=') ? new ModelName(text.ToString().Replace('=', ':')) : null;

    public int CompareTo(ModelName? other) => string.CompareOrdinal(Text, other?.Text);

    public override string ToString() => Text;
}
