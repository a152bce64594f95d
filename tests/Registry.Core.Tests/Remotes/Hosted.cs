using System.Runtime.CompilerServices;

namespace Registry.Tests.Remotes;

/// <summary>
/// A registry on a Git server, with a store that this process's user trusts, and a clone that fills it.
/// </summary>
internal sealed class Hosted : IDisposable
{
    private static readonly Lock s_trusting = new();

    public Hosted([CallerMemberName] string test = "test", string more = "")
    {
        Folder = new TempFolder(test);
        Bare = GitFolder.CreateBare(Folder["served/models.git"]);
        Work = GitFolder.Clone(Bare.Path, Folder["work"]);
        Configure($"  - url: {StoreUrl}\n{more}");
    }

    public TempFolder Folder { get; }

    public GitFolder Bare { get; }

    public GitFolder Work { get; }

    public string StoreUrl => new Uri(Folder["store"]).AbsoluteUri;

    public void Commit()
    {
        Work.Commit();
        Work.Git("push", "-q", "origin", "HEAD:main");
    }

    /// <summary>As a user does who was told to; for every registry of this process.</summary>
    public void TrustStore()
    {
        lock (s_trusting)
        {
            Work.Git("config", "--global", "--add", "registry.trustedStore", StoreUrl);
        }
    }

    /// <summary>Puts a store before the shared one that only a working tree has.</summary>
    public void AddPrivateStore() => Configure($"  - url: file:.private\n  - url: {StoreUrl}\n");

    /// <summary>Commits and pushes a configuration with these stores, and what follows them.</summary>
    public void Configure(string stores)
    {
        File.WriteAllText(Path.Combine(Work.Path, "registry.yaml"), $"schema: 1\nstores:\n{stores}");
        Commit();
    }

    /// <summary>Registers through the clone, which pushes.</summary>
    public async Task<ModelVersion> RegisterAsync(string text, string version, string? stage = null, string name = "churn")
    {
        var path = Folder.Write($"models/{Guid.NewGuid():N}/weights.bin", text);
        return await (await ModelRegistry.OpenAsync(Work.Path)).RegisterAsync(
            new RegisterRequest { Name = name, Path = path, Version = version, Stage = stage });
    }

    public RestoreRequest Restore(string registry, params ModelPin[] pins) => new()
    {
        Pins = pins,
        LockFile = Folder["project/models.lock.json"],
        Destination = Folder["project/obj/models"],
        Registry = registry,
        BaseDirectory = Folder.CreateFolder("project"),
    };

    public void Dispose() => Folder.Dispose();
}
