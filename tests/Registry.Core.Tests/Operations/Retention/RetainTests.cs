using Registry.Tests.Support;

namespace Registry.Tests.Operations.Retention;

public sealed class RetainTests
{
    [Fact]
    public async Task What_the_policy_gives_up_is_erased_then_condemned_then_swept()
    {
        using var sandbox = new Sandbox();
        await sandbox.RegisterManyAsync(4);
        sandbox.Rules("keepLast: 2");
        var all = sandbox.Blobs();

        var first = await sandbox.RetainAsync(r => r with { Message = "spring cleaning" });

        first.Failures.ShouldBeEmpty();
        first.Versions.Select(v => $"{v} {v.Verdict} {v.Rule} {v.Tag}").ShouldBe(
        [
            "churn@v4.0.0 Kept rule '1' (keepLast 2): one of the last 2 ",
            "churn@v3.0.0 Kept rule '1' (keepLast 2): one of the last 2 ",
            "churn@v2.0.0 Erase rule '1' (keepLast 2) churn+erased#5",
            "churn@v1.0.0 Erase rule '1' (keepLast 2) churn+erased#6",
        ]);
        first.Versions.Select(v => v.Bytes).ShouldBe([0, 0, "content 2".Length, "content 1".Length]);
        var sweep = first.Stores.ShouldHaveSingleItem();
        (sweep.Condemned, sweep.Swept, sweep.Waiting).ShouldBe((4, 0, 4));
        sandbox.Blobs().ShouldBe(all, ignoreOrder: true);

        // One record is the same for all, and so is left. Nothing changes before the grace is over.
        (await sandbox.RetainAsync()).Stores.ShouldHaveSingleItem().Waiting.ShouldBe(4);
        sandbox.Age(3);
        var last = await sandbox.RetainAsync();

        last.Versions.Select(v => v.Verdict).ShouldBe(
            [RetentionVerdict.Kept, RetentionVerdict.Kept, RetentionVerdict.Erased, RetentionVerdict.Erased]);
        last.Stores.ShouldHaveSingleItem().Swept.ShouldBe(4);
        sandbox.Blobs().Count.ShouldBe(all.Count - 4);
        sandbox.Notes().ShouldBeEmpty();
        await sandbox.SaveAsync("4.0.0");
        (await Audit.OfAsync(sandbox.Git.Path)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_erased_version_says_who_erased_it_when_and_why_wherever_it_is_asked_for()
    {
        using var sandbox = new Sandbox();
        await sandbox.RegisterManyAsync(2);
        sandbox.Rules("name: old ones, keepLast: 1");
        await sandbox.RetainAsync(r => r with { Message = "spring cleaning" });
        var registry = await sandbox.OpenAsync();

        foreach (var asked in new Func<Task>[]
        {
            () => sandbox.SaveAsync("1.0.0"),
            () => registry.ResolveAsync("churn@v1.0.0"),
            () => registry.GetVersionsAsync("churn", new VersionQuery { Version = "1.0.0" }).ToListAsync().AsTask(),
            () => sandbox.AssignAsync("1.0.0", "prod"),
        })
        {
            var error = await Should.ThrowAsync<RegistryException>(asked);
            error.Code.ShouldBe("MLR1203");
            foreach (var part in new[] { "'churn+erased#3'", "spring cleaning", "rule 'old ones' (keepLast 1)", "Use another" })
            {
                error.Message.ShouldContain(part);
            }
        }

        var version = await sandbox.VersionAsync("1.0.0");
        (version.Active, version.Erased).ShouldBe((false, true));
        (await registry.GetVersionsAsync("churn", new VersionQuery()).ToListAsync()).ShouldHaveSingleItem().Version.ShouldBe("v2.0.0");
        (await registry.GetHistoryAsync(new HistoryQuery { Name = "churn", Version = "1.0.0" }))
            .Select(e => e.Kind).ShouldBe(["erased", "register"]);
        sandbox.TextOf("churn+erased#3").ShouldContain($"Model-Manifest: {version.Manifest}");
        (await Should.ThrowAsync<RegistryException>(() => sandbox.RegisterAsync("content 1", "1.0.0"))).Code.ShouldBe("MLR1002");
    }

    [Fact]
    public async Task Content_of_an_erased_version_comes_back_with_its_bytes_as_a_new_version()
    {
        using var sandbox = new Sandbox();
        await sandbox.RegisterManyAsync(2);
        sandbox.Rules("keepLast: 1");
        await sandbox.RetainAsync();
        sandbox.Age(3);

        (await sandbox.RegisterAsync("content 1")).Version.ShouldBe("v2.0.1");
        sandbox.Rules("keep: true");
        var report = await sandbox.RetainAsync();

        report.Stores.ShouldHaveSingleItem().Swept.ShouldBe(0);
        sandbox.Notes().ShouldAllBe(note => note.StartsWith("uploads/intents/"));
        await sandbox.SaveAsync("2.0.1");
        (await Audit.OfAsync(sandbox.Git.Path)).ShouldBeEmpty();

        sandbox.Rules("keepLast: 1");
        await sandbox.RetainAsync();
        sandbox.Age(3);
        await sandbox.RetainAsync();
        (await sandbox.RegisterAsync("content 2")).Version.ShouldBe("v2.0.2");
        await sandbox.SaveAsync("2.0.2");
        (await Audit.OfAsync(sandbox.Git.Path)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_preview_tells_the_same_and_writes_nothing()
    {
        using var sandbox = new Sandbox();
        await sandbox.RegisterManyAsync(3);
        sandbox.Rules("keepLast: 1");
        var (before, tags) = (Bytes.Tree(sandbox.Folder["store"]).Keys.ToList(), sandbox.Git.Tags());

        var preview = await sandbox.PreviewAsync();

        Bytes.Tree(sandbox.Folder["store"]).Keys.ShouldBe(before);
        sandbox.Git.Tags().ShouldBe(tags);
        var real = await sandbox.RetainAsync();
        real.Versions.Select(v => (v.ToString(), v.Verdict, v.Rule, v.Bytes))
            .ShouldBe(preview.Versions.Select(v => (v.ToString(), v.Verdict, v.Rule, v.Bytes)));
        real.Stores.ShouldHaveSingleItem().Condemned.ShouldBe(preview.Stores.ShouldHaveSingleItem().Condemned);
    }

    [Fact]
    public async Task Without_a_policy_nothing_is_given_up_and_that_is_said()
    {
        using var sandbox = new Sandbox();
        await sandbox.RegisterManyAsync(2);
        var recorder = new Recorder();

        var report = await sandbox.RetainAsync(sink: recorder);

        report.HasPolicy.ShouldBeFalse();
        report.Stores.ShouldBeEmpty();
        report.Versions.ShouldAllBe(v => v.Verdict == RetentionVerdict.Kept && v.Rule == "no policy");
        recorder.Warnings.ShouldHaveSingleItem().Text.ShouldContain("nothing is given up");
    }

    [Fact]
    public async Task Bytes_that_another_model_reaches_stay()
    {
        using var sandbox = new Sandbox();
        await sandbox.RegisterManyAsync(2);
        await sandbox.RegisterAsync("content 1", with: r => r with { Name = "other" });
        sandbox.Rules("models: [churn], keepLast: 1");

        var report = await sandbox.RetainAsync();
        sandbox.Age(3);
        await sandbox.RetainAsync();

        report.Versions.Single(v => v.Verdict == RetentionVerdict.Erase).Bytes.ShouldBe(0);
        await sandbox.SaveAsync(new SaveRequest { Name = "other", Version = "latest", Destination = sandbox.Folder["other"] });
        (await Audit.OfAsync(sandbox.Git.Path)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_an_upload_left_is_swept_after_two_graces_and_not_before()
    {
        using var sandbox = new Sandbox();
        await sandbox.RegisterManyAsync(1);
        sandbox.Rules("keep: true");
        var left = sandbox.Folder.Write($"store/blobs/sha256/ab/ab{new string('0', 62)}", "left over");

        (await sandbox.RetainAsync()).Stores.ShouldHaveSingleItem().Condemned.ShouldBe(0);
        sandbox.Age(3);
        (await sandbox.RetainAsync()).Stores.ShouldHaveSingleItem().Condemned.ShouldBe(1);
        (await sandbox.RetainAsync()).Stores.ShouldHaveSingleItem().Swept.ShouldBe(0);
        sandbox.Age(3);
        (await sandbox.RetainAsync()).Stores.ShouldHaveSingleItem().Swept.ShouldBe(1);

        File.Exists(left).ShouldBeFalse();
        (await Audit.OfAsync(sandbox.Git.Path)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_manifest_that_cannot_be_read_stops_the_sweep()
    {
        using var sandbox = new Sandbox();
        var kept = await sandbox.RegisterAsync($"kept {Guid.NewGuid()}");
        await sandbox.RegisterAsync("gone", "0.0.1-rc.1");
        sandbox.Rules("keepLast: 1");
        var hex = kept.Manifest!["sha256:".Length..];
        File.Delete(sandbox.Folder[$"store/blobs/sha256/{hex[..2]}/{hex}"]);

        var report = await sandbox.RetainAsync();

        report.Stores.ShouldBeEmpty();
        var failure = report.Failures.ShouldHaveSingleItem();
        failure.Code.ShouldBe("MLR1202");
        failure.Message.ShouldContain("nothing was condemned or swept");
        sandbox.Notes().ShouldBeEmpty();
    }
}
