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
        GitFolder clone, string text, string? version = null, bool noPush = false, IProgressSink? sink = null,
        string model = "churn")
    {
        var path = Folder.Write($"models/{Guid.NewGuid():N}/weights.bin", text);
        return await (await ModelRegistry.OpenAsync(clone.Path)).RegisterAsync(
            new RegisterRequest { Name = model, Path = path, Version = version, NoPush = noPush }, sink);
    }

    public async Task<StageChange> AssignAsync(
        GitFolder clone, string version, string stage, bool noPush = false, bool fetch = false, IProgressSink? sink = null)
    {
        if (fetch)
        {
            clone.Git("fetch", "-q", "--tags");
        }

        return await (await ModelRegistry.OpenAsync(clone.Path)).AssignAsync(
            new AssignRequest { Name = "churn", Version = version, Stage = stage, NoPush = noPush }, sink);
    }

    /// <summary>Makes the remote one of the kinds of host that there are.</summary>
    public void Be(string kind)
    {
        switch (kind)
        {
            case "hidden": Remote.Git("config", "transfer.hideRefs", "refs/registry"); break;
            case "refused": Hook("update", "case \"$1\" in refs/registry/*) echo 'not for you' >&2; exit 1;; esac"); break;
            case "no-atomic": Remote.Git("config", "receive.advertiseAtomic", "false"); break;
            case "whole": break;
            default: throw new ArgumentException($"There is no kind of host '{kind}'.");
        }
    }

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

    /// <summary>How many tags each push brought, from here on; only for remotes that have no post-receive hook.</summary>
    public Func<int[]> CountPushes()
    {
        Hook("post-receive", $"grep -c ' refs/tags/' >> {Folder["pushes"]}");
        return () => [.. File.ReadAllLines(Folder["pushes"]).Select(int.Parse)];
    }

    /// <summary>Whether a clone and the remote have the same tags, and chains that tell of all of them.</summary>
    public void AreInStep(GitFolder clone, params string[] models)
    {
        string[] refs = ["for-each-ref", "--format=%(refname) %(objectname)", "refs/tags", "refs/registry"];
        clone.Git(refs).ShouldBe(Remote.Git(refs));
        models.SelectMany(Chain).Order(StringComparer.Ordinal).ShouldBe(Remote.Tags().Order(StringComparer.Ordinal));
    }

    public string[] Chain() => Chain("churn");

    /// <summary>The tags that the remote's chain of a model tells of, oldest first.</summary>
    public string[] Chain(string model)
    {
        var subjects = Remote.Git("log", "--reverse", "--format=%s", $"refs/registry/{model}@chain");
        return [.. subjects.Split('\n').Select(line => line.Split(' ')[0])];
    }

    public void Dispose() => Folder.Dispose();
}
