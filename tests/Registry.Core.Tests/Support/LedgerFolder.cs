using Registry.Git;
using Registry.Ledger;
using Registry.Ledger.Indexing;

namespace Registry.Tests.Support;

/// <summary>A repository full of generated tags, read with its index and without.</summary>
internal sealed class LedgerFolder : IDisposable
{
    private readonly TempFolder _folder;
    private readonly TagGenerator _generator;

    public LedgerFolder(string test, int models = 4)
    {
        _folder = new TempFolder(test);
        _generator = new TagGenerator(models);
        Git = GitFolder.Create(_folder["repo"]);
        Add(models);
        Repository = GitRepository.DiscoverAsync(Git.Path, CancellationToken.None).GetAwaiter().GetResult();
    }

    public GitFolder Git { get; }

    public TempFolder Folder => _folder;

    public GitRepository Repository { get; }

    public string IndexFolder => LedgerIndex.FolderOf(Repository.GitDirectory);

    public string[] IndexFiles => Directory.Exists(IndexFolder) ? Directory.GetFiles(IndexFolder) : [];

    public void Add(int tags) => _generator.Write(Git, tags);

    /// <summary>Everything that is read, as text, through an index that is written at every chance.</summary>
    public async Task<string> ReadAsync() =>
        Text(await new LedgerReader(Repository, TimeProvider.System) { WorthIndexing = 1 }.ReadAllAsync(default));

    /// <summary>The same, of each model by itself.</summary>
    public async Task<string> ReadEachAsync()
    {
        ILedgerReader reader = new LedgerReader(Repository, TimeProvider.System);
        var states = new List<ModelState>();
        foreach (var name in await reader.ReadNamesAsync(default))
        {
            var state = await reader.ReadAsync(name, default);
            if (state.Events.Count > 0)
            {
                states.Add(state);
            }
        }

        return Text(states);
    }

    /// <summary>The same, model by model as it comes: all, or those that are asked for, which happen to be all.</summary>
    public async Task<string> ReadStreamAsync(bool all)
    {
        var reader = new LedgerReader(Repository, TimeProvider.System) { WorthIndexing = 1 };
        return Text(await reader.ReadEachAsync(all ? null : _ => true, default).ToListAsync());
    }

    /// <summary>The same, with the index out of the way.</summary>
    public async Task<string> ReadWithoutIndexAsync()
    {
        var aside = _folder["aside"];
        var moved = Directory.Exists(IndexFolder);
        if (moved)
        {
            Directory.Move(IndexFolder, aside);
        }

        var text = Text(await new LedgerReader(Repository, TimeProvider.System) { WorthIndexing = int.MaxValue }
            .ReadAllAsync(default));
        Directory.Exists(IndexFolder).ShouldBeFalse();
        if (moved)
        {
            Directory.Move(aside, IndexFolder);
        }

        return text;
    }

    public void Dispose() => _folder.Dispose();

    private static string Text(IEnumerable<ModelState> states) => string.Join('\n', states.SelectMany(state =>
        state.Events.Select(e =>
            $"{e.Tag} {e.TagObject} {e.Commit} {e.Tagger} {e.Number} {e.Kind} {e.Message.Format()}")
            .Prepend($"{state.Name} {state.NextNumber} {state.IsDeprecated}")
            .Concat(state.Versions.Select(version => $"{version.Version} {version.IsActive} {version.Manifest}"))
            .Concat(state.Stages.Select(stage => $"{stage.Key} {stage.Value.Key} {stage.Value.Assignment.Tag}"))));
}
