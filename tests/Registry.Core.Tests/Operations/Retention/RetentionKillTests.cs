using Registry.Tests.Support;

namespace Registry.Tests.Operations.Retention;

/// <summary>Retention in a process of its own: killed at any moment, and beside one that registers.</summary>
public sealed class RetentionKillTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_killed_run_loses_nothing_and_the_next_one_ends_it()
    {
        using var sandbox = new Sandbox();
        var worker = new WorkerProcess(sandbox.Folder.Path);
        var check = new StoreCheck(sandbox.Git.Path, sandbox.Folder["store"]);
        sandbox.Rules("keepLast: 2");
        string[] retain = ["retain", sandbox.Git.Path];
        var kills = new Kills(usual: 15);

        await kills.RunAsync(
            output,
            usual: i =>
            {
                PrepareAsync(sandbox, i - 2).GetAwaiter().GetResult();
                worker.Run(retain).Succeeded();
            },
            round: (i, after) =>
            {
                PrepareAsync(sandbox, i).GetAwaiter().GetResult();
                return worker.RunAndKill(after, retain);
            },
            check: async _ =>
            {
                KillTests.ForgetGitLocks(Path.Combine(sandbox.Git.Path, ".git"));
                (await check.NamesProveTheirBytesAsync()).ShouldBeGreaterThan(1);
            });

        // Three runs that are left alone, a grace apart: erased, condemned, swept.
        for (var i = 0; i < 3; i++)
        {
            worker.Run(retain).Succeeded();
            sandbox.Age(3);
        }

        (await check.NamesProveTheirBytesAsync()).ShouldBe(2);
        (await Audit.OfAsync(sandbox.Git.Path)).ShouldBeEmpty();
        sandbox.Notes().ShouldBeEmpty();
        sandbox.Blobs().Count.ShouldBe(2 * 2 + 1);
    }

    [Fact]
    public async Task What_is_registered_while_it_is_swept_is_there()
    {
        using var sandbox = new Sandbox();
        var worker = new WorkerProcess(sandbox.Folder.Path);
        sandbox.Rules("labels: { gone: 'yes' }, olderThan: 1h", "keep: true");
        var random = new Random(7);
        for (var i = 0; i < Soak.Times(4); i++)
        {
            // Blobs that nothing names and whose grace is over.
            var content = $"content {i}";
            var hex = Registry.Content.Digest.Of(System.Text.Encoding.UTF8.GetBytes(content)).Hex;
            sandbox.Folder.Write($"store/blobs/sha256/{hex[..2]}/{hex}", content);
            sandbox.Folder.Write($"store/tombstones/sha256/{hex[..2]}/{hex}", "");
            RetentionSteps.Age(sandbox.Folder["store/tombstones"], 5);

            using var process = worker.Start("retain", sandbox.Git.Path);
            process.StandardInput.Close();
            var said = process.StandardOutput.ReadToEndAsync();
            var failed = process.StandardError.ReadToEndAsync();
            SpinWait.SpinUntil(() => process.HasExited, random.Next(100, 700));
            var version = await sandbox.RegisterAsync(content);
            await process.WaitForExitAsync();

            process.ExitCode.ShouldBe(0, await said + await failed);
            File.ReadAllText(sandbox.Folder[$"store/blobs/sha256/{hex[..2]}/{hex}"]).ShouldBe(content);
            sandbox.Age(5);
            worker.Run("retain", sandbox.Git.Path).Succeeded();
            await sandbox.SaveAsync(version.Version, $"out/{i}");
        }

        (await Audit.OfAsync(sandbox.Git.Path)).ShouldBeEmpty();
    }

    /// <summary>One version more to be given up, and a grace gone by for what was condemned before.</summary>
    private static async Task PrepareAsync(Sandbox sandbox, int round)
    {
        sandbox.Age(3);
        await sandbox.RegisterAsync($"round {round}");
    }
}
