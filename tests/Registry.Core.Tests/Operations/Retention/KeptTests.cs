using Registry.Content;
using Registry.Tests.Support;

namespace Registry.Tests.Operations.Retention;

/// <summary>What no policy gives up.</summary>
public sealed class KeptTests
{
    private const string EraseMost = "models: ['*'], keepLast: 1";

    [Fact]
    public async Task A_version_that_holds_or_ever_held_a_stage_is_kept()
    {
        using var sandbox = new Sandbox();
        await sandbox.RegisterManyAsync(5);
        await sandbox.AssignAsync("1.0.0", "prod");
        await sandbox.AssignAsync("2.0.0", "prod");
        await sandbox.AssignAsync("3.0.0", "dev");
        await sandbox.UnassignAsync("dev");
        sandbox.Rules(EraseMost);

        (await RulesAsync(sandbox)).ShouldBe(
        [
            "Kept rule '1' (keepLast 1): one of the last 1", "Erase rule '1' (keepLast 1)", "Kept held 'dev'",
            "Kept holds 'prod'", "Kept held 'prod'",
        ]);
    }

    [Fact]
    public async Task A_stage_that_only_the_chain_remembers_keeps_its_version()
    {
        using var sandbox = new Sandbox();
        await sandbox.RegisterManyAsync(2);
        await sandbox.AssignAsync("1.0.0", "prod");
        sandbox.Git.Git("tag", "-d", "churn#prod#3");
        sandbox.Rules(EraseMost);

        (await RulesAsync(sandbox))[1].ShouldBe("Kept held 'prod'");
    }

    [Fact]
    public async Task A_hold_keeps_a_version_until_it_is_released()
    {
        using var sandbox = new Sandbox();
        await sandbox.RegisterManyAsync(4);
        await sandbox.AnnotateAsync(r => r with { Version = "1.0.0", Labels = new Dictionary<string, string?> { ["hold"] = "true" } });
        await sandbox.AnnotateAsync(r => r with { Version = "2.0.0", Labels = new Dictionary<string, string?> { ["hold"] = "false" } });
        sandbox.Tag("churn+held#7", sandbox.CommitOf("churn@v3.0.0"), 20, "Hold\n\nModel-Event: 7\nModel-Version: v3.0.0");
        sandbox.Rules(EraseMost);

        (await RulesAsync(sandbox)).Skip(1).ShouldBe(
            ["Kept on hold ('churn+held#7')", "Erase rule '1' (keepLast 1)", "Kept on hold (label 'hold')"]);
        sandbox.Tag("churn+released#8", sandbox.CommitOf("churn@v3.0.0"), 21, "Go\n\nModel-Event: 8\nModel-Version: v3.0.0");
        (await RulesAsync(sandbox))[1].ShouldBe("Erase rule '1' (keepLast 1)");
    }

    [Fact]
    public async Task A_lock_file_keeps_what_it_names_and_content_that_is_the_same()
    {
        using var sandbox = new Sandbox();
        await sandbox.RegisterManyAsync(3);
        await sandbox.RegisterAsync("content 1", "1.0.1");
        var file = sandbox.Folder["models.lock.json"];
        await ModelRegistry.RestoreAsync(new RestoreRequest
        {
            Pins = [new ModelPin { Name = "churn", Version = "1.0.0" }],
            LockFile = file,
            Destination = sandbox.Folder["restored"],
            Registry = sandbox.Git.Path,
            BaseDirectory = sandbox.Folder.Path,
        });
        sandbox.Rules(EraseMost);

        var versions = (await sandbox.PreviewAsync(r => r with { LockFiles = [file] })).Versions;
        versions.Select(v => $"{v.Version} {v.Verdict}").ShouldBe(["v3.0.0 Kept", "v2.0.0 Erase", "v1.0.1 Kept", "v1.0.0 Kept"]);
        versions[3].Rule.ShouldBe($"in '{file}'");
        (await Should.ThrowAsync<RegistryException>(
            () => sandbox.PreviewAsync(r => r with { LockFiles = [file + "x"] }))).Code.ShouldBe("MLR1001");
    }

    [Fact]
    public async Task A_locked_restore_goes_on_from_the_cache_and_says_who_erased_what_is_not_there()
    {
        using var sandbox = new Sandbox();
        await sandbox.RegisterAsync($"content {Guid.NewGuid()}", "1.0.0");
        await sandbox.RegisterAsync("content 2", "2.0.0");
        var request = new RestoreRequest
        {
            Pins = [new ModelPin { Name = "churn", Version = "1.0.0" }],
            LockFile = sandbox.Folder["models.lock.json"],
            Destination = sandbox.Folder["restored"],
            Registry = sandbox.Git.Path,
            BaseDirectory = sandbox.Folder.Path,
        };
        var restored = (await ModelRegistry.RestoreAsync(request)).ShouldHaveSingleItem().Files.ShouldHaveSingleItem();
        sandbox.Rules(EraseMost);
        await sandbox.RetainAsync();
        sandbox.Age(3);
        await sandbox.RetainAsync();

        Directory.Delete(sandbox.Folder["restored"], recursive: true);
        await ModelRegistry.RestoreAsync(request with { Locked = true });
        File.Exists(restored.FullPath).ShouldBeTrue();

        Directory.Delete(sandbox.Folder["restored"], recursive: true);
        new ContentCache(Isolation.Cache).Evict(Digest.TryParse(restored.Sha256)!.Value);
        var error = await Should.ThrowAsync<RegistryException>(
            () => ModelRegistry.RestoreAsync(request with { Locked = true }));
        error.Code.ShouldBe("MLR1203");
        error.Message.ShouldContain("'churn+erased#3'");
    }

    [Fact]
    public async Task An_undo_to_an_erased_version_is_refused()
    {
        using var sandbox = new Sandbox();
        await sandbox.RegisterManyAsync(2);
        await sandbox.AssignAsync("1.0.0", "prod");
        await sandbox.AssignAsync("2.0.0", "prod");

        // No run of ours erases what held a stage; another tool may.
        sandbox.Tag(
            "churn+erased#5", sandbox.CommitOf("churn@v1.0.0"), 20, "Erasing\n\nby hand\n\nModel-Event: 5\nModel-Version: v1.0.0");

        var error = await Should.ThrowAsync<RegistryException>(() => sandbox.UndoAsync("prod"));
        error.Code.ShouldBe("MLR1203");
        error.Message.ShouldContain("by hand");
        (await sandbox.HolderAsync("prod")).ShouldBe("v2.0.0");
    }

    [Fact]
    public async Task A_deregistered_version_is_no_candidate_before_the_grace_is_over()
    {
        using var sandbox = new Sandbox();
        await sandbox.RegisterManyAsync(2);
        await sandbox.UnregisterAsync("2.0.0");
        sandbox.Rules(EraseMost);

        var rules = await RulesAsync(sandbox);

        rules[0].ShouldStartWith("Kept rule '1' (keepLast 1): deregistered 20");
        rules[1].ShouldBe("Kept rule '1' (keepLast 1): one of the last 1");
    }

    [Fact]
    public async Task The_first_rule_that_matches_decides()
    {
        using var sandbox = new Sandbox();
        foreach (var (version, tier) in new[] { ("1.0.0", "gold"), ("1.1.0", "scratch"), ("1.2.0", "scratch"), ("1.3.0", "") })
        {
            await sandbox.RegisterAsync(version, version, r => tier.Length == 0 ? r
                : r with { Labels = new Dictionary<string, string> { ["tier"] = tier } });
        }

        sandbox.Rules(
            "name: gold, labels: { tier: gold }, keep: true", "name: scratch, labels: { tier: 's*' }, keepLast: 1",
            "models: ['other/*'], keepLast: 1", "olderThan: 1d");

        (await RulesAsync(sandbox)).Select(rule => rule.Split(": ")[0]).ShouldBe(
        [
            "Kept rule '4' (olderThan 1d)", "Kept rule 'scratch' (keepLast 1)", "Erase rule 'scratch' (keepLast 1)",
            "Kept rule 'gold' (keep)",
        ]);
    }

    private static async Task<IReadOnlyList<string>> RulesAsync(Sandbox sandbox) =>
        [.. (await sandbox.PreviewAsync()).Versions.Select(v => $"{v.Verdict} {v.Rule}")];
}
