using Registry.Git;
using Registry.Ledger.Writing;
using Registry.Naming;

namespace Registry.Ledger.History;

/// <summary>
/// Where a model's chain ends here, where it ended on the remote when that was last fetched, and, where it was asked
/// just now, where it ends there.
/// </summary>
internal sealed record ChainTips(ObjectId? Local, ObjectId? Fetched, ObjectId? Asked = null);

/// <summary>
/// The chains of some models, read at once. What a chain has witnessed stays readable when its tags are gone.
/// </summary>
internal sealed class ChainBook
{
    private const string LocalPrefix = "refs/registry/";
    private const string Suffix = "@chain";
    private readonly IReadOnlyDictionary<ObjectId, ChainCommit> _commits;

    private ChainBook(
        IReadOnlyDictionary<ModelName, ChainTips> tips, IReadOnlyDictionary<ObjectId, ChainCommit> commits) =>
        (Tips, _commits) = (tips, commits);

    /// <summary>By model; only those that have a chain.</summary>
    public IReadOnlyDictionary<ModelName, ChainTips> Tips { get; }

    /// <summary>Reads one model's chain, or every chain there is.</summary>
    /// <param name="repository">Where the chains are.</param>
    /// <param name="remote">The remote whose chains, as they were last seen, are read beside those here.</param>
    /// <param name="model">Null for all.</param>
    /// <param name="cancel">Ends it early.</param>
    public static async Task<ChainBook> ReadAsync(
        GitRepository repository, string remote, ModelName? model, CancellationToken cancel)
    {
        string[] prefixes = [LocalPrefix, Chain.RemotePrefix(remote)];
        var refs = await repository.ListRefsAsync(
            model is null ? prefixes : prefixes.Select(prefix => $"{prefix}{model.TagForm}{Suffix}"), cancel);
        var tips = new SortedDictionary<ModelName, ChainTips>();
        foreach (var (name, target) in refs)
        {
            var isLocal = name.StartsWith(LocalPrefix, StringComparison.Ordinal);
            if (Chain.ModelOf(name[(isLocal ? prefixes[0] : prefixes[1]).Length..]) is { } owner)
            {
                var known = tips.GetValueOrDefault(owner) ?? new ChainTips(null, null);
                tips[owner] = isLocal ? known with { Local = target } : known with { Fetched = target };
            }
        }

        return new ChainBook(tips, await ReadCommitsAsync(repository, tips.Values, cancel));
    }

    /// <summary>The same chains, and where they end on the remote; its commits are here by now.</summary>
    public async Task<ChainBook> WithAsync(
        GitRepository repository, IReadOnlyDictionary<ModelName, ObjectId> asked, CancellationToken cancel)
    {
        var tips = new SortedDictionary<ModelName, ChainTips>(Tips.ToDictionary());
        foreach (var (model, tip) in asked)
        {
            tips[model] = (tips.GetValueOrDefault(model) ?? new ChainTips(null, null)) with { Asked = tip };
        }

        return new ChainBook(tips, await ReadCommitsAsync(repository, tips.Values, cancel));
    }

    public bool Knows(ObjectId commit) => _commits.ContainsKey(commit);

    /// <summary>All that is known of a model's chain, from the remote and here, oldest first.</summary>
    public IReadOnlyList<ChainCommit> CommitsOf(ModelName model)
    {
        if (!Tips.TryGetValue(model, out var tips))
        {
            return [];
        }

        return
        [
            .. Line(tips.Asked).Concat(Line(tips.Fetched)).Concat(Line(tips.Local)).DistinctBy(commit => commit.Id),
        ];
    }

    /// <summary>A chain by its end, oldest first.</summary>
    public List<ChainCommit> Line(ObjectId? tip)
    {
        var line = new List<ChainCommit>();
        while (tip is { } at && _commits.TryGetValue(at, out var commit))
        {
            line.Add(commit);
            tip = commit.Parent;
        }

        line.Reverse();
        return line;
    }

    private static async Task<Dictionary<ObjectId, ChainCommit>> ReadCommitsAsync(
        GitRepository repository, IEnumerable<ChainTips> tips, CancellationToken cancel)
    {
        var commits = new Dictionary<ObjectId, ChainCommit>();
        var ends = tips.SelectMany(tip => new[] { tip.Local, tip.Fetched, tip.Asked }).OfType<ObjectId>().ToHashSet();
        if (ends.Count == 0)
        {
            return commits;
        }

        // One process for all chains, and plumbing: what a user configures for 'git log' changes nothing.
        var text = await repository.GitAsync(
            ["rev-list", "--first-parent", "--no-commit-header", "--format=%H %P%x09%s", "--stdin"],
            string.Concat(ends.Select(end => $"{end.Hex}\n")), cancel);
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var commit = ChainCommit.Parse(line);
            commits[commit.Id] = commit;
        }

        return commits;
    }
}

/// <summary>A commit of a chain: the tag that it names and the object behind it, where it names one.</summary>
internal sealed record ChainCommit(ObjectId Id, ObjectId? Parent, ChainLink? Link)
{
    /// <summary>From <c>commit parent…⇥tag object</c>.</summary>
    public static ChainCommit Parse(string line)
    {
        var tab = line.IndexOf('\t', StringComparison.Ordinal);
        var ids = line[..tab].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var words = line[(tab + 1)..].Split(' ');
        var id = new ObjectId(ids[0]);
        return new ChainCommit(
            id, ids.Length > 1 ? new ObjectId(ids[1]) : null,
            words.Length == 2 && ObjectId.TryParse(words[1]) is { } tag ? new ChainLink(id, words[0], tag) : null);
    }
}
