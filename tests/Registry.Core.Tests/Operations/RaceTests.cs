using Registry.Tests.Support;

namespace Registry.Tests.Operations;

/// <summary>Writers at once, as processes of their own.</summary>
public sealed class RaceTests
{
    private const int Rounds = 4;

    [Theory]
    [InlineData("shared"), InlineData("no-atomic"), InlineData("no-chain")]
    public async Task Clones_that_push_at_once_all_succeed_with_versions_of_their_own(string remote)
    {
        using var team = new Team($"race-{remote}");
        if (remote == "no-atomic")
        {
            team.Remote.Git("config", "receive.advertiseAtomic", "false");
        }
        else if (remote == "no-chain")
        {
            team.Remote.Git("config", "transfer.hideRefs", "refs/registry");
        }

        string[] clones = [team.Clone("ann").Path, team.Clone("bob").Path, team.Clone("cy").Path];
        for (var round = 0; round < Rounds; round++)
        {
            await RunAllAsync(team.Folder, clones, round);
        }

        team.Remote.Tags().ShouldBe(
            Enumerable.Range(1, Rounds * 3).Select(i => $"churn@v0.0.{i}"), ignoreOrder: true);
        if (remote != "no-chain")
        {
            team.Chain().Order().ShouldBe(team.Remote.Tags().Order());
        }

        foreach (var clone in clones)
        {
            await HasNothingThatTheRemoteLacksAsync(clone, team);
        }
    }

    [Fact]
    public async Task Writers_of_one_repository_all_succeed_with_versions_of_their_own()
    {
        using var sandbox = new Sandbox();
        string[] same = [sandbox.Git.Path, sandbox.Git.Path, sandbox.Git.Path];
        for (var round = 0; round < Rounds; round++)
        {
            await RunAllAsync(sandbox.Folder, same, round);
        }

        sandbox.Git.Tags().ShouldBe(
            Enumerable.Range(1, Rounds * 3).Select(i => $"churn@v0.0.{i}"), ignoreOrder: true);
        sandbox.Git.Git("log", "--format=%s", "refs/registry/churn@chain").Split('\n').Length.ShouldBe(Rounds * 3);
        var numbers = sandbox.Git.Tags().Select(tag => sandbox.TextOf(tag).Split('\n')
            .Single(line => line.StartsWith("Model-Event: ", StringComparison.Ordinal))[13..]);
        numbers.Order(StringComparer.Ordinal)
            .ShouldBe(Enumerable.Range(1, Rounds * 3).Select(i => $"{i}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Of_two_that_register_one_number_one_wins_and_the_other_is_told()
    {
        using var team = new Team();
        string[] clones = [team.Clone("ann").Path, team.Clone("bob").Path];
        for (var round = 1; round <= Rounds; round++)
        {
            var version = $"{round}.0.0";
            var results = await StartAllAsync(team.Folder, clones, round, version);

            results.Count(r => r.ExitCode == 0).ShouldBe(1, string.Join("\n", results.Select(r => r.Error)));
            var error = results.Single(r => r.ExitCode != 0).Error;
            error[..7].ShouldBeOneOf("MLR1002", "MLR1103");
            error.ShouldContain($"v{version}");
        }

        team.Chain().Length.ShouldBe(Rounds);
    }

    [Fact]
    public async Task Processes_that_save_one_version_to_one_folder_all_succeed()
    {
        using var sandbox = new Sandbox();
        sandbox.Folder.Write("model/big.bin", Bytes.Random(5_000_000, 3));
        sandbox.Folder.Write("model/sub/other.bin", Bytes.Random(100_000, 4));
        await sandbox.RegisterAsync("x", "1.0.0");
        var worker = new WorkerProcess(sandbox.Folder.Path);

        var running = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            worker.Run("save", sandbox.Git.Path, "churn", "1.0.0", sandbox.Folder["out"]))).ToList();
        foreach (var result in await Task.WhenAll(running))
        {
            result.Succeeded();
        }

        Bytes.Tree(sandbox.Folder["out"]).ShouldBe(Bytes.Tree(sandbox.Folder["model"]));
        Directory.EnumerateDirectories(sandbox.Folder.Path, ".registry-*").ShouldBeEmpty();
    }

    private static async Task RunAllAsync(TempFolder folder, string[] registries, int round)
    {
        foreach (var result in await StartAllAsync(folder, registries, round, "-"))
        {
            result.Succeeded();
        }
    }

    private static Task<CommandResult[]> StartAllAsync(
        TempFolder folder, string[] registries, int round, string version) =>
        Task.WhenAll(registries.Select((registry, i) => Task.Run(() =>
        {
            var model = folder.Write($"models/{round}-{i}/weights.bin", $"round {round}, writer {i}, {version}");
            return new WorkerProcess(folder.Path)
                .Run("register", registry, "churn", Path.GetDirectoryName(model)!, version);
        })));

    private static async Task HasNothingThatTheRemoteLacksAsync(string clone, Team team)
    {
        var mine = Command.Run(clone, "git", "for-each-ref", "--format=%(objectname) %(refname)", "refs/tags").Output;
        var theirs = team.Remote.Git("for-each-ref", "--format=%(objectname) %(refname)", "refs/tags").Split('\n');
        mine.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBeSubsetOf(theirs);
        (await (await ModelRegistry.OpenAsync(clone)).GetModelsAsync()).Count.ShouldBe(1);
    }
}
