namespace Registry.Tests.Operations.Upkeep;

public sealed class StoreSyncTests
{
    [Fact]
    public async Task A_mirror_gets_what_it_lacks_and_a_second_run_copies_nothing()
    {
        using var upkeep = new Support.Upkeep("sync", "store", "mirror");
        await upkeep.Sandbox.RegisterAsync("one", "1.0.0");
        await upkeep.Sandbox.RegisterAsync("two", "1.1.0");
        upkeep.PutOrphan("orphan", TimeSpan.FromDays(2));

        var first = await upkeep.SyncAsync();
        var second = await upkeep.SyncAsync();

        // Two files, two manifests, and the one record of two versions from one commit.
        (first.From, first.To, first.Copied, first.Present).ShouldBe((upkeep.Url("store"), upkeep.Url("mirror"), 5L, 0L));
        (second.Copied, second.CopiedBytes, second.Present).ShouldBe((0L, 0L, 5L));
        first.CopiedBytes.ShouldBe(new DirectoryInfo(upkeep.Sandbox.Folder["mirror/blobs"])
            .GetFiles("*", SearchOption.AllDirectories).Sum(file => file.Length));
        File.Exists(upkeep.BlobOf("orphan", "mirror")).ShouldBeFalse();
        Directory.Delete(upkeep.Sandbox.Folder["store"], recursive: true);
        (await upkeep.CheckModelAsync()).Whole.ShouldBeTrue();
    }

    [Fact]
    public async Task All_means_what_nobody_names_too_but_for_what_is_condemned()
    {
        using var upkeep = new Support.Upkeep("sync-all", "store", "mirror");
        await upkeep.Sandbox.RegisterAsync("one", "1.0.0");
        upkeep.PutOrphan("orphan", TimeSpan.FromDays(2));
        upkeep.PutOrphan("condemned", TimeSpan.FromDays(2));
        var condemned = Support.Upkeep.DigestOf("condemned");
        upkeep.Sandbox.Folder.Write($"store/tombstones/sha256/{condemned.Hex[..2]}/{condemned.Hex}", "{}");

        (await upkeep.SyncAsync(new StoreSyncRequest { All = true })).Copied.ShouldBe(4);

        File.Exists(upkeep.BlobOf("orphan", "mirror")).ShouldBeTrue();
        File.Exists(upkeep.BlobOf("condemned", "mirror")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_manifest_does_not_travel_without_its_files()
    {
        using var upkeep = new Support.Upkeep("sync-order", "store", "mirror");
        var broken = await upkeep.Sandbox.RegisterAsync("one", "1.0.0");
        var whole = await upkeep.Sandbox.RegisterAsync("two", "1.1.0");
        upkeep.Rot("one");

        var synced = await upkeep.SyncAsync();

        synced.Copied.ShouldBe(3, "the whole version, with the record that is also the other's");
        synced.Failures.Select(failure => failure.File).ShouldBe(["weights.bin", "manifest"], ignoreOrder: true);
        File.Exists(upkeep.BlobOf(Support.Upkeep.ManifestOf(broken), "mirror")).ShouldBeFalse();
        File.Exists(upkeep.BlobOf("one", "mirror")).ShouldBeFalse();
        File.Exists(upkeep.BlobOf(Support.Upkeep.ManifestOf(whole), "mirror")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_mirror_that_was_cut_off_is_completed_by_the_next_run()
    {
        using var upkeep = new Support.Upkeep("sync-resume", "store", "mirror");
        for (var i = 0; i < 300; i++)
        {
            upkeep.Sandbox.Folder.Write($"model/{i}.bin", $"file {i}");
        }

        var version = await upkeep.Sandbox.RegisterAsync("one", "1.0.0");
        var obstacle = upkeep.BlobOf("file 99", "mirror");
        Directory.CreateDirectory(Path.Combine(obstacle, "in the way"));
        await Support.Refused.WithAsync(ErrorCodes.StoreUnavailable, () => upkeep.SyncAsync());
        var manifest = upkeep.BlobOf(Support.Upkeep.ManifestOf(version), "mirror");
        var before = Directory.GetFiles(upkeep.Sandbox.Folder["mirror/blobs"], "*", SearchOption.AllDirectories).Length;
        File.Exists(manifest).ShouldBeFalse();
        before.ShouldBeInRange(1, 301);
        Directory.Delete(obstacle, recursive: true);

        var synced = await upkeep.SyncAsync();

        (synced.Copied, synced.Present).ShouldBe((303L - before, before));
        File.Exists(manifest).ShouldBeTrue();
    }

    [Fact]
    public async Task A_preview_counts_and_writes_nothing()
    {
        using var upkeep = new Support.Upkeep("sync-preview", "store", "mirror");
        await upkeep.Sandbox.RegisterAsync("one", "1.0.0");

        var preview = (await (await upkeep.Sandbox.OpenAsync()).PreviewStoreSyncAsync(new StoreSyncRequest())).Single();

        (preview.Copied, preview.CopiedBytes > 0).ShouldBe((3L, true));
        Directory.Exists(upkeep.Sandbox.Folder["mirror"]).ShouldBeFalse();
    }

    [Fact]
    public async Task Any_store_can_be_named_on_either_side()
    {
        using var upkeep = new Support.Upkeep("sync-named");
        await upkeep.Sandbox.RegisterAsync("one", "1.0.0");
        await Support.Refused.WithAsync(ErrorCodes.Malformed, () => upkeep.SyncAsync());

        var there = await upkeep.SyncAsync(new StoreSyncRequest { To = [upkeep.Sandbox.Folder["usb"]] });
        Directory.Delete(upkeep.Sandbox.Folder["store"], recursive: true);
        var back = await upkeep.SyncAsync(new StoreSyncRequest { From = upkeep.Url("usb"), To = ["0"] });

        (there.Copied, back.Copied, back.To).ShouldBe((3L, 3L, upkeep.Url("store")));
        (await upkeep.CheckModelAsync()).Whole.ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_condemned_in_the_mirror_and_named_again_is_put_anew()
    {
        using var upkeep = new Support.Upkeep("sync-condemned", "store", "mirror");
        await upkeep.Sandbox.RegisterAsync("one", "1.0.0");
        await upkeep.SyncAsync();
        var digest = Support.Upkeep.DigestOf("one");
        var tombstone = upkeep.Sandbox.Folder.Write($"mirror/tombstones/sha256/{digest.Hex[..2]}/{digest.Hex}", "{}");

        (await upkeep.SyncAsync()).Copied.ShouldBe(1);

        File.Exists(tombstone).ShouldBeFalse();
        File.Exists(upkeep.BlobOf("one", "mirror")).ShouldBeTrue();
    }
}
