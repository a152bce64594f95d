using Registry.Configuration;
using Registry.Git;
using Registry.Naming;

namespace Registry.Ledger.Writing;

/// <summary>An event that the chain holds and the remote may lack.</summary>
internal sealed record ChainLink(ObjectId Commit, string Tag, ObjectId TagObject);

/// <summary>
/// A model's line of commits, one an event: moving it forward by a plain push is the compare-and-swap that keeps two
/// writers apart, and <c>git log</c> on it still reads what a deleted tag said.
/// </summary>
internal sealed class Chain(
    GitRepository repository, ModelName model, string remote = RegistryConfiguration.DefaultRemote)
{
    private const string File = "tag";

    public ModelName Model => model;

    public string Ref => $"refs/registry/{model.TagForm}@chain";

    /// <summary>Where the remote's chain was when it was last seen.</summary>
    public string RemoteRef => $"{RemotePrefix(remote)}{model.TagForm}@chain";

    /// <summary>
    /// Up to where events went out to a remote that takes no chain: else it would get them all again.
    /// </summary>
    public string SentRef => $"refs/registry-sent/{Folder}/{model.TagForm}@chain";

    /// <summary>What the names of a remote's chains begin with, where they were when they were last seen.</summary>
    public static string RemotePrefix(string remote) => $"refs/registry-remotes/{FolderOf(remote)}/";

    /// <summary>The folder of what is known of a remote.</summary>
    public static string FolderOf(string remote) => remote.Replace('/', '=');

    /// <summary>The model whose chain a ref is, by what stands after its folder.</summary>
    public static ModelName? ModelOf(string name) =>
        name.EndsWith("@chain", StringComparison.Ordinal) ? ModelName.TryParseTagForm(name[..^"@chain".Length]) : null;

    /// <summary>What to fetch to know the model as the remote has it. Globs match nothing without failing.</summary>
    public IReadOnlyList<string> Refspecs =>
    [
        .. TagPatterns.Select(tags => $"{tags}:{tags}"),

        // No '+': a chain that does not move forward was rewound, and that is not adopted.
        $"refs/registry/{model.TagForm}@*:refs/registry-remotes/{Folder}/{model.TagForm}@*",
    ];

    /// <summary>The model's tags, as a refspec or <c>git ls-remote</c> takes them.</summary>
    public IReadOnlyList<string> TagPatterns => TagPatternsOf(model);

    /// <summary>A model's tags, as a refspec or <c>git ls-remote</c> takes them.</summary>
    public static IReadOnlyList<string> TagPatternsOf(ModelName model) =>
        [.. "@#+".Select(mark => $"refs/tags/{model.TagForm}{mark}*")];

    private string Folder => FolderOf(remote);

    /// <summary>Adds the commit of an event to what is about to be written.</summary>
    public static ChainLink Append(ObjectBatch batch, ObjectId? parent, RegistryEvent e, string tagText, string by)
    {
        var tree = batch.AddFileTree(File, tagText);
        return new ChainLink(batch.AddCommit(tree, parent, by, $"{e.Tag} {e.TagObject}\n"), e.Tag, e.TagObject);
    }

    /// <summary>The last links of the chain here, of the remote's, and of what was sent, by their refs.</summary>
    public async Task<IReadOnlyDictionary<string, ChainLink>> ReadTipsAsync(CancellationToken cancel)
    {
        var text = await repository.GitAsync(
            ["for-each-ref", "--format=%(refname) %(objectname) %(contents:subject)", "--", Ref, RemoteRef, SentRef],
            null, cancel);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', 2))
            .Select(parts => (Ref: parts[0], Link: ParseLink(parts[1])))
            .Where(tip => tip.Link is not null)
            .ToDictionary(tip => tip.Ref, tip => tip.Link!, StringComparer.Ordinal);
    }

    /// <summary>
    /// Whether the events prove by themselves that nothing the chain names is gone: each of ours names the one before.
    /// Where one of another tool lies between, the chain itself has to be read.
    /// </summary>
    public static bool IsWitnessedBy(IReadOnlyList<RegistryEvent> events, ChainLink tip)
    {
        var byObject = events.ToDictionary(e => e.TagObject);
        var (at, tag) = (tip.TagObject, tip.Tag);
        while (byObject.TryGetValue(at, out var e) && e.Number is not null && (tag is null || e.Tag == tag))
        {
            if (ObjectId.TryParse(e.Message.Find(Trailer.Previous)) is not { } previous)
            {
                return true;
            }

            (at, tag) = (previous, null);
        }

        return false;
    }

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
    public Task<IReadOnlyList<ChainLink>> LinksAsync(ObjectId? known, ObjectId tip, CancellationToken cancel) =>
        LinksNotInAsync(known is { } from ? [from] : [], tip, cancel);

    /// <summary>The same after several commits.</summary>
    public async Task<IReadOnlyList<ChainLink>> LinksNotInAsync(
        IEnumerable<ObjectId> known, ObjectId tip, CancellationToken cancel)
    {
        var text = await repository.GitAsync(
            ["log", "--first-parent", "--reverse", "--format=%H %s", tip.Hex, .. known.Select(id => $"^{id}"), "--"],
            null, cancel);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(ParseLink).OfType<ChainLink>()];
    }

    private static ChainLink? ParseLink(string line)
    {
        var parts = line.Split(' ');
        return parts.Length == 3 && ObjectId.TryParse(parts[0]) is { } commit && ObjectId.TryParse(parts[2]) is { } tag
            ? new ChainLink(commit, parts[1], tag) : null;
    }
}
