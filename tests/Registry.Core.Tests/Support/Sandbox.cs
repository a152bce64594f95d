using System.Runtime.CompilerServices;

namespace Registry.Tests.Support;

/// <summary>A registry in a test's folder: a real repository with a commit, and a store beside it.</summary>
internal sealed class Sandbox : IDisposable
{
    public Sandbox([CallerMemberName] string test = "test", string? configuration = null)
    {
        Folder = new TempFolder(test);
        Git = GitFolder.Create(Folder["repo"]);
        File.WriteAllText(Path.Combine(Git.Path, "registry.yaml"), configuration ?? Configuration);
        Git.Commit();
    }

    public TempFolder Folder { get; }

    public GitFolder Git { get; }

    /// <summary>What registry.yaml says unless a test says otherwise: a store that others could reach.</summary>
    public string Configuration => $"schema: 1\nstores:\n  - url: {StoreUrl}\n";

    public string StoreUrl => new Uri(Folder["store"]).AbsoluteUri;

    public Task<ModelRegistry> OpenAsync() => ModelRegistry.OpenAsync(Git.Path);

    /// <summary>Writes a model's files; those of one text are one content.</summary>
    public string Model(string text, string path = "model/weights.bin")
    {
        Folder.Write(path, text);
        return Folder[path.Split('/')[0]];
    }

    public async Task<ModelVersion> RegisterAsync(
        string text, string? version = null, Func<RegisterRequest, RegisterRequest>? with = null)
    {
        var request = new RegisterRequest { Name = "churn", Path = Model(text), Version = version };
        return await (await OpenAsync()).RegisterAsync(with?.Invoke(request) ?? request);
    }

    public async Task<StageChange> AssignAsync(
        string version, string stage, Func<AssignRequest, AssignRequest>? with = null)
    {
        var request = new AssignRequest { Name = "churn", Version = version, Stage = stage };
        return await (await OpenAsync()).AssignAsync(with?.Invoke(request) ?? request);
    }

    /// <summary>An event as GTO or plain git writes it.</summary>
    public void Tag(string tag, string commit, int secondsFromNow = 0, string message = "By hand")
    {
        var when = DateTimeOffset.UtcNow.AddSeconds(secondsFromNow).ToUnixTimeSeconds();
        Command.Run(
            Git.Path, new Dictionary<string, string?> { ["GIT_COMMITTER_DATE"] = $"{when} +0000" },
            "git", "tag", "-a", tag, "-m", message, commit).Succeeded();
    }

    public string TextOf(string tag) => Git.Git("cat-file", "tag", tag) + "\n";

    public string CommitOf(string tag) => Git.Git("rev-parse", tag + "^{commit}");

    public Task<IReadOnlyList<PlacedFile>> SaveAsync(string version, string to = "out") => SaveAsync(
        new SaveRequest { Name = "churn", Version = version, Destination = Folder[to] });

    public async Task<IReadOnlyList<PlacedFile>> SaveAsync(SaveRequest request) =>
        await (await OpenAsync()).SaveAsync(request);

    public void Dispose() => Folder.Dispose();
}
