using Registry.Pins;
using Registry.Tests.Support;

namespace Registry.Tests.Operations;

/// <summary>
/// A process that is killed at any moment leaves garbage at worst: never a wrong name, never half a tree.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Mebibyte = 1024 * 1024;
    private readonly Kills _kills = new();

    [Fact]
    public async Task A_killed_register_never_leaves_a_name_without_its_bytes()
    {
        using var sandbox = new Sandbox();
        var worker = new WorkerProcess(sandbox.Folder.Path);
        var check = new StoreCheck(sandbox.Git.Path, sandbox.Folder["store"]);
        var model = WriteModel(sandbox, "model", 16 * Mebibyte, 4);
        string[] register = ["register", sandbox.Git.Path, "churn", model];

        await _kills.RunAsync(
            output,
            usual: i =>
            {
                MakeDifferent(model, -2 - i);
                worker.Run(register).Succeeded();
            },
            round: (i, after) =>
            {
                MakeDifferent(model, i);
                return worker.RunAndKill(after, register);
            },
            check: async i =>
            {
                await check.NamesProveTheirBytesAsync();
                Forget(sandbox.Folder["store/uploads"]);
                ForgetGitLocks(Path.Combine(sandbox.Git.Path, ".git"));
                if (i % 10 == 9)
                {
                    // Room is bounded: from time to time the model and its store begin anew.
                    worker.Run(register).Succeeded();
                    (await check.NamesProveTheirBytesAsync()).ShouldBeGreaterThan(0);
                    sandbox.Git.Git(["tag", "-d", .. sandbox.Git.Tags()]);
                    sandbox.Git.Git("update-ref", "-d", "refs/registry/churn@chain");
                    Directory.Delete(sandbox.Folder["store"], recursive: true);
                }
            });

        worker.Run(register).Succeeded();
        (await check.NamesProveTheirBytesAsync()).ShouldBeGreaterThan(0);
        worker.Run("save", sandbox.Git.Path, "churn", "latest", sandbox.Folder["out"]).Succeeded();
        Bytes.Tree(sandbox.Folder["out"]).ShouldBe(Bytes.Tree(model));
    }

    [Fact]
    public async Task A_killed_push_never_leaves_a_tag_that_the_remote_lacks()
    {
        using var team = new Team();
        var clone = team.Clone("ann");
        var worker = new WorkerProcess(team.Folder.Path);
        var check = new StoreCheck(team.Remote.Path, team.Folder["store"]);
        var model = team.Folder.CreateFolder("model");
        string[] register = ["register", clone.Path, "churn", model];

        await _kills.RunAsync(
            output,
            usual: i =>
            {
                team.Folder.Write("model/weights.bin", $"usual {i}");
                worker.Run(register).Succeeded();
            },
            round: (i, after) =>
            {
                team.Folder.Write("model/weights.bin", $"round {i}");
                return worker.RunAndKill(after, register);
            },
            check: async _ =>
            {
                await check.NamesProveTheirBytesAsync();
                ForgetGitLocks(Path.Combine(clone.Path, ".git"));
                ForgetGitLocks(team.Remote.Path);
                clone.Tags().ShouldBeSubsetOf(team.Remote.Tags());
                team.Chain().Order().ShouldBe(team.Remote.Tags().Order());
            });

        (await team.RegisterAsync(clone, "at the end")).Tag.ShouldBeOneOf([.. team.Remote.Tags()]);
    }

    [Fact]
    public async Task A_killed_save_leaves_the_old_tree_or_the_new_one()
    {
        using var sandbox = new Sandbox();
        var worker = new WorkerProcess(sandbox.Folder.Path);
        var trees = await RegisterTwoAsync(sandbox);
        sandbox.Folder.Write("out/notes.txt", "mine");
        string[] Save(int version) => ["save", sandbox.Git.Path, "churn", $"{version}.0.0", sandbox.Folder["out"]];
        worker.Run(Save(1)).Succeeded();

        await _kills.RunAsync(
            output,
            usual: i => worker.Run(Save(2 - i)).Succeeded(),
            round: (i, after) =>
            {
                Forget(sandbox.Folder["worker-cache"]);
                return worker.RunAndKill(after, Save((i % 2) + 1));
            },
            check: _ =>
            {
                var tree = Bytes.Tree(sandbox.Folder["out"]);
                tree.Remove("notes.txt").ShouldBeTrue("the user's own file is gone");
                trees.ShouldContain(t => t.SequenceEqual(tree), $"a mixed tree: {string.Join(", ", tree.Keys)}");
                return Task.CompletedTask;
            });

        // One of these has something to do, and sweeps what the killed ones left more than a minute ago.
        foreach (var left in Directory.EnumerateDirectories(sandbox.Folder.Path, ".registry-*"))
        {
            Directory.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddMinutes(-2));
        }

        worker.Run(Save(1)).Succeeded();
        worker.Run(Save(2)).Succeeded();
        Directory.EnumerateDirectories(sandbox.Folder.Path, ".registry-*").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_killed_restore_leaves_whole_folders_and_a_lock_file_that_is_the_old_or_the_new()
    {
        using var sandbox = new Sandbox();
        var worker = new WorkerProcess(sandbox.Folder.Path);
        var trees = await RegisterTwoAsync(sandbox);
        var (obj, lockFile) = (sandbox.Folder.CreateFolder("obj"), sandbox.Folder["models.lock.json"]);
        string[] Restore(int version) => ["restore", sandbox.Git.Path, "churn", $"{version}.0.0", lockFile, obj];
        worker.Run(Restore(1)).Succeeded();

        await _kills.RunAsync(
            output,
            usual: i => worker.Run(Restore(2 - i)).Succeeded(),
            round: (i, after) =>
            {
                Forget(sandbox.Folder["worker-cache"]);
                Forget(obj);
                Directory.CreateDirectory(obj);
                return worker.RunAndKill(after, Restore((i % 2) + 1));
            },
            check: async _ =>
            {
                var read = await LockFileReader.ReadAsync(lockFile, CancellationToken.None);
                read.ShouldNotBeNull().Entries.Single().Name.Text.ShouldBe("churn");
                foreach (var folder in Placed(obj))
                {
                    trees.ShouldContain(t => t.SequenceEqual(Bytes.Tree(folder)), $"half a folder: {folder}");
                }
            });

        worker.Run(Restore(1)).Succeeded();
        Placed(obj).ShouldContain(folder => Bytes.Tree(folder).SequenceEqual(trees[0]));
    }

    private static IEnumerable<string> Placed(string obj) => !Directory.Exists(Path.Combine(obj, "churn")) ? []
        : Directory.EnumerateDirectories(Path.Combine(obj, "churn"))
            .Where(folder => !Path.GetFileName(folder).StartsWith('.'));

    private static async Task<SortedDictionary<string, string>[]> RegisterTwoAsync(Sandbox sandbox)
    {
        foreach (var version in new[] { 1, 2 })
        {
            var model = WriteModel(sandbox, $"models/{version}", 4 * Mebibyte, 3);
            MakeDifferent(model, version);
            await sandbox.RegisterAsync("", $"{version}.0.0", r => r with { Path = model });
        }

        return [Bytes.Tree(sandbox.Folder["models/1"]), Bytes.Tree(sandbox.Folder["models/2"])];
    }

    private static string WriteModel(Sandbox sandbox, string folder, int size, int files)
    {
        for (var i = 0; i < files; i++)
        {
            sandbox.Folder.Write($"{folder}/{(i % 2 == 0 ? "part" : "deep/part")}-{i}.bin", Bytes.Random(size, i));
        }

        return sandbox.Folder[folder];
    }

    /// <summary>Other bytes at the beginning of each file: none of them is in a store yet.</summary>
    private static void MakeDifferent(string model, int round)
    {
        foreach (var file in Directory.EnumerateFiles(model, "*", SearchOption.AllDirectories))
        {
            using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.Write);
            RandomAccess.Write(handle, BitConverter.GetBytes(round + 1L), 0);
        }
    }

    private static void Forget(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Git's own leavings of a kill: it asks people to delete them.</summary>
    internal static void ForgetGitLocks(string gitDirectory)
    {
        foreach (var file in Directory.EnumerateFiles(gitDirectory, "*.lock", SearchOption.AllDirectories))
        {
            File.Delete(file);
        }
    }
}
