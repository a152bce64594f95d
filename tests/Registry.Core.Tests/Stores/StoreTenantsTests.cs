using Registry.Stores.Collection;
using Registry.Tests.Support;

namespace Registry.Tests.Stores;

public sealed class StoreTenantsTests
{
    [Theory]
    [InlineData("https://git.example.com/team/models.git")]
    [InlineData("https://someone:secret@git.example.com/team/models/")]
    [InlineData("ssh://git@Git.Example.com/team/models.git")]
    [InlineData("ssh://git@git.example.com:22/team/models")]
    [InlineData("git@git.example.com:team/models.git")]
    public void A_remote_is_the_same_however_its_address_is_written(string url) =>
        StoreTenants.IdentityOf(url).ShouldBe("git.example.com/team/models");

    [Theory]
    [InlineData("https://git.example.com/team/other")]
    [InlineData("https://git.example.com:8443/team/models")]
    [InlineData("/srv/team/models")]
    public void Another_remote_is_another(string url) =>
        StoreTenants.IdentityOf(url).ShouldNotBe("git.example.com/team/models");

    [Fact]
    public async Task Nothing_is_erased_or_swept_where_another_registry_keeps_bytes_in_the_store()
    {
        using var sandbox = new Sandbox();
        await sandbox.RegisterManyAsync(2);
        sandbox.Rules("keepLast: 1");
        var other = GitFolder.Create(sandbox.Folder["other"]);
        File.WriteAllText(Path.Combine(other.Path, "registry.yaml"), sandbox.Configuration);
        other.Commit();
        await (await ModelRegistry.OpenAsync(other.Path)).RegisterAsync(
            new RegisterRequest { Name = "theirs", Path = sandbox.Model("theirs") });
        var blobs = sandbox.Blobs();

        var error = await Should.ThrowAsync<RegistryException>(() => sandbox.RetainAsync());

        error.Code.ShouldBe("MLR1201");
        error.Message.ShouldContain(other.Path);
        sandbox.Blobs().ShouldBe(blobs, ignoreOrder: true);
        sandbox.Git.Git("tag", "--list", "*+erased*").ShouldBeEmpty();

        // Told that the other is gone, it goes on.
        foreach (var tenant in Directory.GetFiles(sandbox.Folder["store/registries"]))
        {
            if (File.ReadAllText(tenant).Contains(other.Path, StringComparison.Ordinal))
            {
                File.Delete(tenant);
            }
        }

        (await sandbox.RetainAsync()).Versions.ShouldContain(v => v.Verdict == RetentionVerdict.Erase);
    }

    [Fact]
    public async Task A_store_that_was_only_mirrored_to_knows_whose_bytes_it_has()
    {
        using var ours = new Support.Upkeep("tenant-mirror", "store", "mirror");
        await ours.Sandbox.RegisterAsync("one", "1.0.0");

        (await ours.SyncAsync()).Copied.ShouldBe(3);

        File.ReadAllText(Directory.GetFiles(ours.Sandbox.Folder["mirror/registries"]).ShouldHaveSingleItem())
            .ShouldContain(ours.Sandbox.Git.Path);
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task Nothing_is_swept_where_it_cannot_be_told_whose_bytes_a_store_has(bool link)
    {
        using var sandbox = new Sandbox();
        await sandbox.RegisterManyAsync(2);
        sandbox.Rules("keepLast: 1");
        var tenants = sandbox.Folder["store/registries"];
        Directory.Delete(tenants, recursive: true);
        if (link)
        {
            File.CreateSymbolicLink(tenants, sandbox.Folder["nowhere"]);
        }
        else
        {
            File.WriteAllText(tenants, "");
        }

        await Refused.WithAsync(ErrorCodes.StoreUnavailable, () => sandbox.RetainAsync());

        sandbox.Git.Git("tag", "--list", "*+erased*").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_registry_that_gets_a_remote_is_the_same_one()
    {
        using var sandbox = new Sandbox();
        await sandbox.RegisterManyAsync(2);
        Command.Run("/", "git", "init", "-q", "--bare", sandbox.Folder["remote.git"]).Succeeded();
        sandbox.Git.Git("remote", "add", "origin", sandbox.Folder["remote.git"]);
        sandbox.Rules("keepLast: 1");
        sandbox.Git.Git("push", "-q", "origin", "HEAD:main", "--tags");

        await sandbox.RegisterAsync("content 3", "3.0.0");

        Directory.GetFiles(sandbox.Folder["store/registries"]).ShouldHaveSingleItem();
    }
}
