using Registry.Content;

namespace Registry.Tests.Operations.Upkeep;

public sealed class StoreCheckTests
{
    [Fact]
    public async Task A_store_that_is_whole_has_no_findings_and_was_read_to_the_last_byte()
    {
        using var upkeep = new Support.Upkeep("check-whole");
        await upkeep.Sandbox.RegisterAsync("one", "1.0.0");
        await upkeep.Sandbox.RegisterAsync("two", "1.1.0");

        var report = (await upkeep.CheckAsync()).ShouldHaveSingleItem();

        report.Findings.ShouldBeEmpty();
        (report.Store, report.Completed).ShouldBe((upkeep.Url("store"), true));
        var blobs = new DirectoryInfo(upkeep.Sandbox.Folder["store/blobs"]).GetFiles("*", SearchOption.AllDirectories);
        (report.Blobs, report.Bytes).ShouldBe((blobs.Length, blobs.Sum(blob => blob.Length)));
        (report.Hashed, report.HashedBytes).ShouldBe((report.Blobs, report.Bytes));
    }

    [Theory]
    [InlineData("file"), InlineData("manifest"), InlineData("record")]
    public async Task What_is_missing_is_named_with_its_version(string what)
    {
        using var upkeep = new Support.Upkeep($"check-missing-{what}");
        var version = await upkeep.Sandbox.RegisterAsync("one", "1.0.0");
        File.Delete(upkeep.BlobOf(BlobOf(upkeep, version, what)));

        var report = (await upkeep.CheckAsync()).Single();

        var finding = report.Findings.Single(f => f.Problem == StoreProblem.Missing);
        (finding.Code, finding.Severity, finding.Name, finding.Version).ShouldBe(
            ("MLR1202", FindingSeverity.Error, "churn", "v1.0.0"));
        finding.File.ShouldBe(what == "file" ? "weights.bin" : what);
        finding.Message.ShouldContain("churn@v1.0.0");
        report.Missing.ShouldBe(1);
    }

    [Theory]
    [InlineData("file"), InlineData("manifest"), InlineData("record")]
    public async Task A_flipped_bit_is_found_though_the_length_is_right(string what)
    {
        using var upkeep = new Support.Upkeep($"check-damaged-{what}");
        var version = await upkeep.Sandbox.RegisterAsync("one", "1.0.0");
        var digest = BlobOf(upkeep, version, what);
        upkeep.Rot(digest);

        var finding = (await upkeep.CheckAsync()).Single().Findings.Single(f => f.Problem == StoreProblem.Damaged);

        (finding.Code, finding.Severity, finding.Digest).ShouldBe(
            ("MLR1403", FindingSeverity.Error, digest.ToString()));
        finding.Message.ShouldContain("Repair-MLStore");
    }

    [Fact]
    public async Task A_file_that_was_cut_short_is_found_without_reading_it()
    {
        using var upkeep = new Support.Upkeep("check-short");
        await upkeep.Sandbox.RegisterAsync("a long text", "1.0.0");
        File.Delete(upkeep.BlobOf("a long text"));
        await File.WriteAllTextAsync(upkeep.BlobOf("a long text"), "a long");
        var request = new StoreCheckRequest { Since = DateTimeOffset.UtcNow.AddDays(1) };

        var report = (await upkeep.CheckAsync(request)).Single();

        report.Hashed.ShouldBe(0);
        report.Findings.ShouldHaveSingleItem().Problem.ShouldBe(StoreProblem.Damaged);
    }

    [Fact]
    public async Task Orphans_are_told_apart_from_what_is_young_and_what_is_condemned()
    {
        using var upkeep = new Support.Upkeep("check-orphans");
        await upkeep.Sandbox.RegisterAsync("one", "1.0.0");
        upkeep.PutOrphan("old", TimeSpan.FromDays(2));
        upkeep.PutOrphan("young", TimeSpan.FromHours(1));
        upkeep.PutOrphan("condemned", TimeSpan.FromDays(2));
        var condemned = Support.Upkeep.DigestOf("condemned");
        upkeep.Sandbox.Folder.Write($"store/tombstones/sha256/{condemned.Hex[..2]}/{condemned.Hex}", "{}");

        var report = (await upkeep.CheckAsync()).Single();

        var finding = report.Findings.ShouldHaveSingleItem();
        (finding.Problem, finding.Severity, finding.Digest, finding.Size).ShouldBe(
            (StoreProblem.Orphaned, FindingSeverity.Information, Support.Upkeep.DigestOf("old").ToString(), 3L));
        (report.Orphaned, report.OrphanedBytes, report.InFlight, report.Condemned).ShouldBe((1L, 3L, 1L, 1L));
    }

    [Fact]
    public async Task No_blob_is_called_an_orphan_while_a_manifest_is_missing()
    {
        using var upkeep = new Support.Upkeep("check-no-orphans");

        // Of its own: the cache would know the manifest of what another test registers.
        var text = Guid.NewGuid().ToString();
        var version = await upkeep.Sandbox.RegisterAsync(text, "1.0.0");
        File.SetLastWriteTimeUtc(upkeep.BlobOf(text), DateTime.UtcNow.AddDays(-2));
        File.Delete(upkeep.BlobOf(Support.Upkeep.ManifestOf(version)));
        var recorder = new Support.Recorder();

        var report = (await upkeep.CheckAsync(null, recorder)).Single();

        report.Findings.ShouldHaveSingleItem().Problem.ShouldBe(StoreProblem.Missing);
        recorder.Warnings.ShouldHaveSingleItem().Text.ShouldContain("orphans were not looked for");
    }

    [Fact]
    public async Task What_is_no_blob_is_foreign()
    {
        using var upkeep = new Support.Upkeep("check-foreign");
        await upkeep.Sandbox.RegisterAsync("one", "1.0.0");
        upkeep.Sandbox.Folder.Write("store/blobs/sha256/ab/notes.txt", "mine");

        var finding = (await upkeep.CheckAsync()).Single().Findings.ShouldHaveSingleItem();

        (finding.Problem, finding.Severity).ShouldBe((StoreProblem.Foreign, FindingSeverity.Warning));
        finding.Message.ShouldContain("blobs/sha256/ab/notes.txt");
    }

    [Fact]
    public async Task Deregistered_versions_keep_their_bytes_and_erased_ones_need_none()
    {
        using var upkeep = new Support.Upkeep("check-erased");
        await upkeep.Sandbox.RegisterAsync("one", "1.0.0");
        var commit = upkeep.Sandbox.CommitOf("churn@v1.0.0");
        File.Delete(upkeep.BlobOf("one"));
        upkeep.Sandbox.Tag("churn@v1.0.0!#2", commit, 5);
        (await upkeep.CheckAsync()).Single().Missing.ShouldBe(1);

        upkeep.Sandbox.Tag("churn+erased#3", commit, 6, "Erased\n\nModel-Version: v1.0.0\n");

        (await upkeep.CheckAsync()).Single().Missing.ShouldBe(0);
    }

    [Fact]
    public async Task A_sample_says_how_much_it_covered_and_a_seed_chooses_the_same_again()
    {
        using var upkeep = new Support.Upkeep("check-sample");
        await upkeep.Sandbox.RegisterAsync("one", "1.0.0");
        for (var i = 0; i < 97; i++)
        {
            upkeep.PutOrphan($"orphan {i}", TimeSpan.Zero);
        }

        var recorder = new Support.Recorder();
        var request = new StoreCheckRequest { Sample = SampleSize.Parse("5%"), Seed = 1 };
        var report = (await upkeep.CheckAsync(request, recorder)).Single();

        (report.Blobs, report.Hashed).ShouldBe((100L, 5L));
        recorder.Messages.ShouldContain(message => message.Text.StartsWith("5 of 100 blobs", StringComparison.Ordinal));
        (await upkeep.CheckAsync(request)).Single().HashedBytes.ShouldBe(report.HashedBytes);
        (await upkeep.CheckAsync(request with { Sample = SampleSize.Parse("7") })).Single().Hashed.ShouldBe(7);
        (await upkeep.CheckAsync(request with { Sample = SampleSize.Parse("700") })).Single().Hashed.ShouldBe(100);
    }

    [Fact]
    public async Task Every_blob_is_as_likely_to_be_in_a_sample_as_any_other()
    {
        using var upkeep = new Support.Upkeep("check-uniform");
        const int blobs = 10;
        for (var i = 0; i < blobs; i++)
        {
            upkeep.PutOrphan($"blob {i}", TimeSpan.Zero);
            upkeep.Rot($"blob {i}");
        }

        var times = new Dictionary<string, int>();
        for (var seed = 0; seed < 60; seed++)
        {
            var request = new StoreCheckRequest { Sample = SampleSize.Parse("3"), Seed = seed };
            foreach (var finding in (await upkeep.CheckAsync(request)).Single().Findings)
            {
                times[finding.Digest!] = times.GetValueOrDefault(finding.Digest!) + 1;
            }
        }

        // 18 of 60 are expected of each, and four standard deviations to either side are let pass; the seeds are fixed.
        times.Count.ShouldBe(blobs);
        times.Values.ShouldAllBe(count => count > 4 && count < 32);
    }

    [Fact]
    public async Task Since_takes_what_was_written_or_is_named_by_a_version_registered_later()
    {
        using var upkeep = new Support.Upkeep("check-since");
        await upkeep.Sandbox.RegisterAsync("one", "1.0.0");
        foreach (var file in Directory.EnumerateFiles(
            upkeep.Sandbox.Folder["store/blobs"], "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddDays(-10));
        }

        upkeep.PutOrphan("older", TimeSpan.FromDays(3));
        upkeep.PutOrphan("newer", TimeSpan.FromHours(1));
        var day = new StoreCheckRequest { Since = DateTimeOffset.UtcNow.AddDays(-1) };

        (await upkeep.CheckAsync(day)).Single().Hashed.ShouldBe(4, "the version's three, and the newer one");
        var tomorrow = day with { Since = DateTimeOffset.UtcNow.AddDays(1) };
        (await upkeep.CheckAsync(tomorrow)).Single().Hashed.ShouldBe(0);
    }

    [Theory]
    [InlineData("0"), InlineData("-1"), InlineData("0%"), InlineData("101%"), InlineData("five"), InlineData(""), InlineData("%")]
    [InlineData("1e3"), InlineData("1.5")]
    public void A_sample_that_is_none_is_refused(string text) =>
        Support.Refused.With(ErrorCodes.Malformed, () => SampleSize.Parse(text));

    [Fact]
    public async Task What_another_store_has_is_a_warning_that_names_it()
    {
        using var upkeep = new Support.Upkeep("check-elsewhere", "store", "mirror");
        await upkeep.Sandbox.RegisterAsync("one", "1.0.0");
        upkeep.Mirror("store", "mirror");
        File.Delete(upkeep.BlobOf("one", "mirror"));

        var reports = await upkeep.CheckAsync();

        reports.Select(report => report.Store).ShouldBe([upkeep.Url("store"), upkeep.Url("mirror")]);
        var finding = reports.SelectMany(report => report.Findings).ShouldHaveSingleItem();
        (finding.Store, finding.Severity).ShouldBe((upkeep.Url("mirror"), FindingSeverity.Warning));
        finding.Message.ShouldContain(upkeep.Url("store"));
    }

    [Fact]
    public async Task Stores_are_named_by_place_by_url_and_by_folder()
    {
        using var upkeep = new Support.Upkeep("check-named", "store", "mirror");
        await upkeep.Sandbox.RegisterAsync("one", "1.0.0");
        upkeep.Mirror("store", "mirror");
        upkeep.Mirror("store", "copy");

        foreach (var (given, expected) in new[]
        {
            ("1", "mirror"), (upkeep.Url("mirror"), "mirror"), (upkeep.Sandbox.Folder["copy"], "copy"),
        })
        {
            var report = (await upkeep.CheckAsync(new StoreCheckRequest { Stores = [given] })).ShouldHaveSingleItem();
            (report.Store, report.Hashed, report.Findings.Count).ShouldBe((upkeep.Url(expected), 3L, 0));
        }

        var e = await Support.Refused.WithAsync(
            ErrorCodes.NotFound, () => upkeep.CheckAsync(new StoreCheckRequest { Stores = ["2"] }));
        e.Message.ShouldContain(upkeep.Url("mirror"));
    }

    [Fact]
    public async Task A_store_that_is_gone_is_a_finding_and_the_others_are_looked_at()
    {
        using var upkeep = new Support.Upkeep("check-gone", "store", "mirror");
        await upkeep.Sandbox.RegisterAsync("one", "1.0.0");
        upkeep.Mirror("store", "mirror");
        Directory.Delete(upkeep.Sandbox.Folder["store"], recursive: true);

        var reports = await upkeep.CheckAsync();

        reports.Select(report => report.Completed).ShouldBe([false, true]);
        reports[0].Findings.ShouldHaveSingleItem().Problem.ShouldBe(StoreProblem.Unreachable);
        (reports[1].Hashed, reports[1].Findings.Count).ShouldBe((3L, 0));
    }

    [Fact]
    public async Task Findings_come_one_by_one_and_whoever_has_enough_may_leave()
    {
        using var upkeep = new Support.Upkeep("check-stream");
        await upkeep.Sandbox.RegisterAsync("one", "1.0.0");
        await upkeep.Sandbox.RegisterAsync("two", "1.1.0");
        upkeep.Rot("one");
        File.Delete(upkeep.BlobOf("two"));
        var registry = await upkeep.Sandbox.OpenAsync();

        var all = await registry.FindStoreProblemsAsync(new StoreCheckRequest()).ToListAsync();
        await foreach (var first in registry.FindStoreProblemsAsync(new StoreCheckRequest()))
        {
            first.Problem.ShouldBe(StoreProblem.Missing);
            break;
        }

        all.Select(finding => finding.Problem).ShouldBe([StoreProblem.Missing, StoreProblem.Damaged]);
        await Support.Refused.WithAsync(ErrorCodes.NotFound, async () => await registry
            .FindStoreProblemsAsync(new StoreCheckRequest { Stores = ["9"] }).ToListAsync());
    }

    private static Digest BlobOf(Support.Upkeep upkeep, ModelVersion version, string what) => what switch
    {
        "file" => Support.Upkeep.DigestOf("one"),
        "manifest" => Support.Upkeep.ManifestOf(version),
        _ => Digest.TryParse(upkeep.Sandbox.TextOf(version.Tag).Split('\n')
            .Single(line => line.StartsWith("Model-Record: ", StringComparison.Ordinal))[14..]).ShouldNotBeNull(),
    };
}
