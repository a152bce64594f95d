using Registry.Git;
using Registry.Ledger;
using Registry.Naming;

namespace Registry.Tests.Support;

/// <summary>Makes events as a reader would, from a tag's name and the text of its object.</summary>
internal static class Events
{
    /// <summary>2024-01-01; events are dated so many seconds after it.</summary>
    public const long Start = 1704067200;

    public static DateTimeOffset Now { get; } = DateTimeOffset.FromUnixTimeSeconds(Start + 1_000_000);

    public static ModelName Model { get; } = ModelName.Parse("m");

    public static RegistryEvent Of(string tag, int commit, long second, string message = "subject\n") =>
        TryOf(tag, TextOf(tag, commit, $"Ann Author <ann@example.org> {Start + second} +0000", message))
            .ShouldNotBeNull();

    public static RegistryEvent Numbered(string tag, int commit, long second, long number) =>
        Of(tag, commit, second, $"subject\n\nModel-Event: {number}\n");

    public static RegistryEvent? TryOf(string tag, string text) => RegistryEvent.TryCreate(
        new GitRef("refs/tags/" + tag, new ObjectId(Digest(tag))), TagName.TryParse(tag).ShouldNotBeNull(),
        TagObject.TryParse(text), Now);

    public static string TextOf(string tag, int commit, string tagger, string message = "subject\n") =>
        $"object {CommitId(commit)}\ntype commit\ntag {tag}\ntagger {tagger}\n\n{message}";

    public static string CommitId(int commit) => $"{commit:x40}";

    public static ModelState Fold(params RegistryEvent[] events) => ModelFold.Fold(Model, events);

    private static string Digest(string text) =>
        Registry.Content.Digest.Of(System.Text.Encoding.UTF8.GetBytes(text)).Hex[..40];
}
