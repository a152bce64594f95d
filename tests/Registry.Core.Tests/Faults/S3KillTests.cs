using Registry.Tests.Stores.S3;
using Registry.Tests.Support;

namespace Registry.Tests.Faults;

/// <summary>
/// A process that is killed at any moment leaves no wrong blob in a bucket, and nothing that is not swept.
/// </summary>
public sealed class S3KillTests(ITestOutputHelper output)
{
    private readonly Kills _kills = new(usual: 10);

    [Fact]
    public async Task A_killed_upload_never_leaves_a_name_without_its_bytes()
    {
        using var registry = await BucketRegistry.CreateAsync();
        var check = new StoreCheck(registry.Sandbox.Git.Path, new BucketBlobs(registry.Bucket));
        string[] register = ["register", registry.Sandbox.Git.Path, "churn", registry.Write("model")];

        await _kills.RunAsync(
            output,
            usual: i =>
            {
                registry.MakeDifferent("model", -2 - i);
                registry.Worker.Run(register).Succeeded();
            },
            round: (i, after) =>
            {
                registry.MakeDifferent("model", i);
                return registry.Worker.RunAndKill(after, register);
            },
            check: async i =>
            {
                await check.NamesProveTheirBytesAsync();
                Operations.KillTests.ForgetGitLocks(Path.Combine(registry.Sandbox.Git.Path, ".git"));
                if (i % 5 == 4)
                {
                    registry.Worker.Run(register).Succeeded();
                    (await check.NamesProveTheirBytesAsync()).ShouldBeGreaterThan(0);
                }
            });

        var left = (await registry.Bucket.UploadsAsync()).Count;
        var swept = await BucketStore.Open(registry.Bucket)
            .SweepUploadsAsync(DateTimeOffset.UtcNow.AddHours(1), CancellationToken.None);
        swept.Count.ShouldBe(left);
        (await registry.Bucket.UploadsAsync()).ShouldBeEmpty();
        var place = registry.Sandbox.Folder["out"];
        registry.Worker.Run("save", registry.Sandbox.Git.Path, "churn", "latest", place).Succeeded();
        Bytes.Tree(place).ShouldBe(Bytes.Tree(registry.Sandbox.Folder["model"]));
    }

    [Fact]
    public async Task A_killed_download_leaves_the_old_tree_or_the_new_one()
    {
        using var registry = await BucketRegistry.CreateAsync();
        foreach (var version in new[] { 1, 2 })
        {
            var model = registry.Write($"models/{version}");
            registry.MakeDifferent($"models/{version}", version);
            registry.Worker.Run("register", registry.Sandbox.Git.Path, "churn", model, $"{version}.0.0").Succeeded();
        }

        SortedDictionary<string, string>[] trees =
            [Bytes.Tree(registry.Sandbox.Folder["models/1"]), Bytes.Tree(registry.Sandbox.Folder["models/2"])];
        string[] Save(int version) =>
            ["save", registry.Sandbox.Git.Path, "churn", $"{version}.0.0", registry.Sandbox.Folder["out"]];
        var cache = registry.Sandbox.Folder["worker-cache"];

        await _kills.RunAsync(
            output,
            usual: i => registry.Worker.Run(Save(1 + i)).Succeeded(),
            round: (i, after) =>
            {
                // Every other round goes on with what the one before had when it was killed.
                if (i % 2 == 0 && Directory.Exists(cache))
                {
                    Directory.Delete(cache, recursive: true);
                }

                return registry.Worker.RunAndKill(after, Save((i / 2 % 2) + 1));
            },
            check: _ =>
            {
                var tree = Bytes.Tree(registry.Sandbox.Folder["out"]);
                trees.ShouldContain(t => t.SequenceEqual(tree), $"a mixed tree: {string.Join(", ", tree.Keys)}");
                return Task.CompletedTask;
            });

        registry.Worker.Run(Save(1)).Succeeded();
        Bytes.Tree(registry.Sandbox.Folder["out"]).ShouldBe(trees[0]);
    }
}
