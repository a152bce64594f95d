using Registry.Git;
using Registry.Naming;

namespace Registry.Ledger.Writing;

/// <summary>An event that the chain holds and the remote may lack.</summary>
internal sealed record ChainLink(ObjectId Commit, string Tag, ObjectId TagObject);

/// <summary>
/// A model's line of commits, one an event: moving it forward by a plain push is the compare-and-swap that keeps two
/// writers apart, and <c>git log</c> on it still reads what a deleted tag said.
/// </summary>
internal sealed class Chain(GitRepository repository, ModelName model)
{
    private const string File = "tag";

    public string Ref => $"refs/registry/{model.TagForm}@chain";

    /// <summary>Where the remote's chain was at the last fetch.</summary>
    public string RemoteRef => $"refs/registry-remote/{model.TagForm}@chain";

    /// <summary>What to fetch to know the model as the remote has it. Globs match nothing without failing.</summary>
    public IReadOnlyList<string> Refspecs
    {
        get
        {
            var tag = $"refs/tags/{model.TagForm}";
            return
            [
                $"{tag}@*:{tag}@*", $"{tag}#*:{tag}#*", $"{tag}+*:{tag}+*",

                // No '+': a chain that does not move forward was rewound, and that is not adopted.
                $"refs/registry/{model.TagForm}@*:refs/registry-remote/{model.TagForm}@*",
            ];
        }
    }

    public Task<ObjectId> AppendAsync(
        ObjectId? parent, string tag, ObjectId tagObject, string tagText, CancellationToken cancel) =>
        repository.WriteFileCommitAsync(File, tagText, parent, $"{tag} {tagObject}\n", cancel);

    /// <summary>
    /// What the chain has witnessed joined to a state: numbers and versions stay spent when their tags are gone.
    /// </summary>
    /// <returns>The state, and the tags that the chain names and that are gone or moved.</returns>
    public async Task<(ModelState State, IReadOnlyList<string> Broken)> WitnessAsync(
        ModelState state, ObjectId? tip, CancellationToken cancel)
    {
        if (tip is not { } last)
        {
            return (state, []);
        }

        var links = await LinksAsync(null, last, cancel);
        var present = state.Events.Select(e => e.TagObject).ToHashSet();
        var broken = links.Where(link => !present.Contains(link.TagObject)).ToList();
        var vanished = broken.Select(link => TagName.TryParse(link.Tag)).OfType<TagName>()
            .Where(tag => tag.Kind == EventKind.Register && state.Find(tag.Version!) is null)
            .Select(tag => tag.Version!).ToHashSet();
        var text = await repository.ReadFileAsync(last.Hex, File, cancel);
        var number = TagObject.TryParse(text ?? "") is { } tagObject
            ? RegistryEvent.NumberOf(TagMessage.Parse(tagObject.Message)) : null;
        return (
            state with { NextNumber = Math.Max(state.NextNumber, (number ?? 0) + 1), Vanished = vanished },
            [.. broken.Select(link => link.Tag)]);
    }

    /// <summary>The links after <paramref name="known"/> up to <paramref name="tip"/>, oldest first.</summary>
    public async Task<IReadOnlyList<ChainLink>> LinksAsync(ObjectId? known, ObjectId tip, CancellationToken cancel)
    {
        var range = known is { } from ? $"{from}..{tip}" : tip.Hex;
        var text = await repository.GitAsync(
            ["log", "--first-parent", "--reverse", "--format=%H %s", range, "--"], null, cancel);
        return
        [
            .. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split(' '))
                .Where(parts => parts.Length == 3 && ObjectId.TryParse(parts[2]) is not null)
                .Select(parts => new ChainLink(new ObjectId(parts[0]), parts[1], new ObjectId(parts[2]))),
        ];
    }
}
