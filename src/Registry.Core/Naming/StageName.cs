namespace Registry.Naming;

/// <summary>A stage's name: GTO's grammar of a model name without a directory. Case matters.</summary>
public sealed record StageName
{
    private StageName(string text) => Text = text;

    public string Text { get; }

    /// <exception cref="RegistryException">MLR1003.</exception>
    public static StageName Parse(string text) =>
        TryParse(text) ?? throw new RegistryException(
            ErrorCodes.Malformed,
            $"'{Shown.Of(text)}' is not a stage name; use letters, digits, '-', '_' and '/', beginning and ending with a "
            + "letter or digit, such as 'prod'.");

    public static StageName? TryParse(string? text) =>
        text is not null && NameGrammar.IsName(text) ? new StageName(text) : null;

    internal static StageName? TryParse(ReadOnlySpan<char> text) =>
        NameGrammar.IsName(text) ? new StageName(text.ToString()) : null;

    public override string ToString() => Text;
}
