using System.Text.RegularExpressions;

namespace Registry.Naming;

/// <summary>A stage's name: GTO's grammar of a model name without a directory. Case matters.</summary>
public sealed partial record StageName
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
        text is { Length: > 0 and <= 1000 } && Grammar().IsMatch(text) ? new StageName(text) : null;

    public override string ToString() => Text;

    [GeneratedRegex(@"\A[a-zA-Z0-9](?:[a-zA-Z0-9\-/_]*[a-zA-Z0-9])?\z")]
    private static partial Regex Grammar();
}
