using System.Diagnostics;
using Registry.Git;
using Registry.Ledger;
using Registry.Ledger.Indexing;
using Registry.Testing;

namespace Registry.Benchmarks;

/// <summary>A repository of so many tags over a hundred models, and what is timed on it.</summary>
internal sealed class LedgerFixture : IDisposable
{
    /// <summary>Whatever GTO needs of a tag: what <c>git for-each-ref</c> is asked for to be compared with.</summary>
    private const string AllFields =
        "%(objectname)%00%(*objectname)%00%(refname)%00%(taggername)%00%(taggeremail)%00%(taggerdate:raw)%00"
        + "%(contents)%00";

    private readonly TempFolder _folder;
    private readonly GitRepository _repository;

    private LedgerFixture(TempFolder folder, GitFolder git, GitRepository repository) =>
        (_folder, Git, _repository) = (folder, git, repository);

    public GitFolder Git { get; }

    public string this[string path] => _folder[path];

    public static async Task<LedgerFixture> CreateAsync(int tags, bool packed)
    {
        var folder = new TempFolder($"ledger-{tags}-{(packed ? "packed" : "loose")}");
        var git = GitFolder.Create(folder["repository"]);
        File.WriteAllText(Path.Combine(git.Path, "registry.yaml"), "schema: 1\nstores:\n  - url: file:../store\n");
        new TagGenerator().Write(git, tags);
        if (packed)
        {
            git.Git("pack-refs", "--all");
        }

        return new LedgerFixture(folder, git, await GitRepository.DiscoverAsync(git.Path, CancellationToken.None));
    }

    public Task<IReadOnlyList<ModelState>> ReadAllAsync() => NewReader().ReadAllAsync(CancellationToken.None);

    public Task<ModelState> ReadAsync(string model) =>
        NewReader().ReadAsync(Naming.ModelName.Parse(model), CancellationToken.None);

    /// <summary>Every ref with all fields, as a tool would read them that keeps nothing.</summary>
    public Task ListAllAsync() => DrainAsync("for-each-ref", "--format=" + AllFields, "refs/tags/");

    public Task ListAsync(string model) => DrainAsync(
        ["for-each-ref", "--format=" + AllFields, .. LedgerReader.PatternsOf(Naming.ModelName.Parse(model))]);

    /// <summary>A bare annotated tag, the least that an event can be.</summary>
    public Task TagAsync(string name) => DrainAsync("tag", "-a", name, "-m", "Assigning stage prod", "main");

    public void DropIndex()
    {
        if (Directory.Exists(LedgerIndex.FolderOf(_repository.GitDirectory)))
        {
            Directory.Delete(LedgerIndex.FolderOf(_repository.GitDirectory), recursive: true);
        }
    }

    public void Dispose() => _folder.Dispose();

    private LedgerReader NewReader() => new(_repository, TimeProvider.System);

    private async Task DrainAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = Git.Path,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        await process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, 1 << 16);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"git {string.Join(' ', arguments)} ended with {process.ExitCode}");
        }
    }
}
