using System.Runtime.CompilerServices;

namespace Registry.Tests.Support;

/// <summary>A bare remote, a store that all reach, and clones of people who register to both.</summary>
internal sealed class Team : IDisposable
{
    public Team([CallerMemberName] string test = "test", string configuration = "")
    {
        Folder = new TempFolder(test);
        Remote = GitFolder.CreateBare(Folder["remote.git"]);
        var seed = GitFolder.Create(Folder["seed"]);
        File.WriteAllText(
            Path.Combine(seed.Path, "registry.yaml"),
            $"schema: 1\nstores:\n  - url: {new Uri(Folder["store"]).AbsoluteUri}\n{configuration}");
        seed.Commit();
        seed.Git("push", "-q", Remote.Path, "main");
    }

    public TempFolder Folder { get; }

    public GitFolder Remote { get; }

    public GitFolder Clone(string name) => GitFolder.Clone(Remote.Path, Folder[name]);

    public async Task<ModelVersion> RegisterAsync(
        GitFolder clone, string text, string? version = null, bool noPush = false, IProgressSink? sink = null)
    {
        var path = Folder.Write($"models/{Guid.NewGuid():N}/weights.bin", text);
        return await (await ModelRegistry.OpenAsync(clone.Path)).RegisterAsync(
            new RegisterRequest { Name = "churn", Path = path, Version = version, NoPush = noPush }, sink);
    }

    public async Task<StageChange> AssignAsync(GitFolder clone, string version, string stage, bool noPush = false) =>
        await (await ModelRegistry.OpenAsync(clone.Path)).AssignAsync(
            new AssignRequest { Name = "churn", Version = version, Stage = stage, NoPush = noPush });

    /// <summary>A hook of the remote, as a host's rules may be.</summary>
    public void Hook(string name, string script)
    {
        var path = Path.Combine(Remote.Path, "hooks", name);
        File.WriteAllText(path, "#!/bin/sh\n" + script + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>The tags that the remote's chain tells of, oldest first.</summary>
    public string[] Chain()
    {
        var subjects = Remote.Git("log", "--reverse", "--format=%s", "refs/registry/churn@chain");
        return [.. subjects.Split('\n').Select(line => line.Split(' ')[0])];
    }

    public void Dispose() => Folder.Dispose();
}
