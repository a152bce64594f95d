using FsCheck.Fluent;
using Registry.Git;
using Registry.Ledger;
using Registry.Tests.Support;

namespace Registry.Tests.Git;

public sealed class GitObjectTests
{
    [Fact]
    public void A_tag_object_reads_back_as_it_was_written()
    {
        var signature = new Signature("Ann Author", "ann@example.org", DateTimeOffset.UnixEpoch);
        var commit = new ObjectId(Events.CommitId(7));
        var date = new DateTimeOffset(2024, 1, 1, 12, 0, 0, TimeSpan.FromMinutes(-210));

        var tag = TagObject.TryParse(TagObject.Format(commit, "m@v1.0.0", signature.Format(date), "s\n\nr\n"))
            .ShouldNotBeNull();

        (tag.Target, tag.TargetType, tag.Name, tag.Message).ShouldBe((commit.Hex, "commit", "m@v1.0.0", "s\n\nr\n"));
        tag.Tagger.ShouldBe(signature with { Date = date });
        tag.Tagger!.Date.Offset.ShouldBe(date.Offset);
    }

    [Fact]
    public void Every_time_and_zone_of_a_signature_reads_back() =>
        Generated.ForAll(
            from seconds in Gen.Choose(0, int.MaxValue)
            from minutes in Gen.Choose(-14 * 60, 14 * 60)
            select DateTimeOffset.FromUnixTimeSeconds(seconds).ToOffset(TimeSpan.FromMinutes(minutes)),
            date =>
            {
                var text = new Signature("A", "a@x.org", date).Format(date);
                var read = Signature.TryParse(text).ShouldNotBeNull();
                (read.Date, read.Date.Offset).ShouldBe((date, date.Offset));
            });

    [Theory]
    [InlineData(""), InlineData("x"), InlineData("object x\n"), InlineData("type commit\ntag m\n\n")]
    [InlineData("\n\nobject x\ntype y\ntag z\n")]
    public void What_is_no_tag_object_is_none(string text) => TagObject.TryParse(text).ShouldBeNull();

    [Theory]
    [InlineData("fetch https://user:pw@example.org/x.git failed", "fetch https://example.org/x.git failed")]
    [InlineData("https://token@h/x ssh://git@h/y", "https://h/x ssh://git@h/y")]
    [InlineData("'https://u:p@h:8443/x'", "'https://h:8443/x'"), InlineData("ann@example.org", "ann@example.org")]
    [InlineData("https://h/x?mail=a@b", "https://h/x"), InlineData("https://u:p%40ss@h/x", "https://h/x")]
    [InlineData("https://user:pa@ss@h/x", "https://h/x"), InlineData("HTTPS://u:p@h/x", "HTTPS://h/x")]
    public void User_info_is_taken_out_of_urls(string text, string shown) => SecretFree.Of(text).ShouldBe(shown);

    /// <summary>
    /// Git's own parser finds no trailers on a signed tag, because the signature follows without a blank line.
    /// </summary>
    [Fact]
    public async Task A_tag_signed_by_git_itself_is_read_with_its_trailers()
    {
        using var sandbox = new Sandbox();
        var key = sandbox.Folder["key"];
        Command.Run(sandbox.Folder.Path, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key).Succeeded();
        sandbox.Git.Git(
            "-c", "gpg.format=ssh", "-c", $"user.signingKey={key}", "tag", "-s", "churn@v1.0.0",
            "-m", "Registering artifact churn version v1.0.0", "-m", "Why.", "-m", "Model-Event: 7\nLabel: team=risk");
        sandbox.TextOf("churn@v1.0.0").ShouldContain("-----BEGIN SSH SIGNATURE-----");
        var repository = await GitRepository.DiscoverAsync(sandbox.Git.Path, CancellationToken.None);

        var states = await new LedgerReader(repository, TimeProvider.System).ReadAllAsync(CancellationToken.None);
        var e = states.Single().Last.ShouldNotBeNull();

        e.Number.ShouldBe(7);
        e.Message.Reason.ShouldBe("Why.");
        e.Message.Find(Trailer.Label).ShouldBe("team=risk");
    }
}
