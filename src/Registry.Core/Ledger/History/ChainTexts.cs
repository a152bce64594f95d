using Registry.Git;
using Registry.Ledger.Writing;
using Registry.Naming;

namespace Registry.Ledger.History;

/// <summary>The tag objects' texts that chains hold.</summary>
internal static class ChainTexts
{
    /// <summary>The file of a chain's commit, as the writer names it.</summary>
    private const string File = "tag";

    private const int Largest = 64 * 1024;

    /// <summary>In the links' order; null where the chain's commit has none that could be read.</summary>
    public static Task<IReadOnlyList<string?>> ReadAsync(
        GitRepository repository, IReadOnlyList<ChainLink> links, CancellationToken cancel) =>
        repository.ReadFilesAsync([.. links.Select(link => $"{link.Commit.Hex}:{File}")], Largest, cancel);

    /// <summary>The event that a text was; null where it is no tag of that name.</summary>
    public static RegistryEvent? ToEvent(ChainLink link, string text, DateTimeOffset now) =>
        TagName.TryParse(link.Tag) is { } name
            ? RegistryEvent.TryCreate(
                new GitRef("refs/tags/" + link.Tag, link.TagObject), name, TagObject.TryParse(text), now)
            : null;
}
