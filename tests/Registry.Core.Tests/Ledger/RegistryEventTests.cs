using Registry.Git;
using Registry.Ledger;
using Registry.Naming;
using Registry.Tests.Support;

namespace Registry.Tests.Ledger;

public sealed class RegistryEventTests
{
    [Theory]
    [InlineData("Ann <a@x.org> 1704103380 +0530", "2024-01-01T15:33:00+05:30")]
    [InlineData("Ann <a@x.org> 1704103380 -0800", "2024-01-01T02:03:00-08:00")]
    [InlineData("Ann <a@x.org> 1704103380 +9999", "2024-01-01T10:03:00+00:00")]
    [InlineData("<> 0 +0000", "1970-01-01T00:00:00+00:00")]
    [InlineData("A <B> C <a@x.org> 1704103380 +0000", "2024-01-01T10:03:00+00:00")]
    public void A_tagger_is_read_with_its_own_zone(string tagger, string date) =>
        Events.TryOf("m@v1.0.0", Events.TextOf("m@v1.0.0", 1, tagger)).ShouldNotBeNull()
            .Tagger.Date.ToString("yyyy-MM-ddTHH:mm:sszzz").ShouldBe(date);

    [Theory]
    [InlineData("Ann <a@x.org> -5 +0000"), InlineData("Ann <a@x.org> 99999999999999999999 +0000"), InlineData("Ann")]
    [InlineData("Ann <a@x.org> 7258118400 +0000"), InlineData("Ann <a@x.org> 253402300799 +0000")]
    [InlineData("Ann <a@x.org>")]
    [InlineData("Ann <a@x.org> 1705300000 +0000"), InlineData("Ann <a@x.org> 1704103380")]
    [InlineData("Ann <a@x.org> 12x +0000")]
    public void A_tag_with_a_time_out_of_range_does_not_count(string tagger) =>
        Events.TryOf("m@v1.0.0", Events.TextOf("m@v1.0.0", 1, tagger)).ShouldBeNull();

    [Fact]
    public void A_tag_less_than_a_day_ahead_of_the_clock_counts()
    {
        var ahead = Events.Now.AddHours(23).ToUnixTimeSeconds();

        Events.TryOf("m@v1.0.0", Events.TextOf("m@v1.0.0", 1, $"Ann <a@x.org> {ahead} +0000")).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("m#dev#1000000000", true), InlineData("m#dev#1000000001", false)]
    [InlineData("m#dev#99999999999999999999", false)]
    [InlineData("m@created", false), InlineData("m@created#3", false)]
    public void A_counter_above_a_thousand_million_and_created_do_not_count(string tag, bool counts) =>
        (Events.TryOf(tag, Events.TextOf(tag, 1, "Ann <a@x.org> 1704103380 +0000")) is not null).ShouldBe(counts);

    [Theory]
    [InlineData("Model-Event: 7", 7L), InlineData("Model-Event: 0", null), InlineData("Model-Event: -1", null)]
    [InlineData("Model-Event: 1000000001", null), InlineData("Model-Event: x", null), InlineData("Other: 7", null)]
    [InlineData("Model-Event: 99999999999999999999999", null), InlineData("Model-Event: 7\nModel-Event: 9", 7L)]
    public void A_number_is_read_from_its_trailer(string trailer, long? number) =>
        Events.Of("m@v1.0.0", 1, 1, $"s\n\n{trailer}\n").Number.ShouldBe(number);

    /// <summary>
    /// Each of these, written by plain git, ends every gto command, or is read by it as something else.
    /// </summary>
    [Fact]
    public async Task Tags_that_end_gto_never_stop_a_read()
    {
        using var folder = new TempFolder();
        var git = GitFolder.Create(folder["repo"]);
        var commit = git.Commit();
        git.Git("tag", "-a", "m@v1.0.0", "-m", "good");
        git.Git("tag", "m@v9.0.0");
        git.Git("tag", "-a", "m@created", "-m", "kills gto");
        git.Git("tag", "-a", "m@v3.0.0", "-m", "on a blob", git.Git("rev-parse", "HEAD:code.txt"));
        git.Git("tag", "-a", "m@v4.0.0", "-m", "on a tree", "HEAD^{tree}");
        git.Git("tag", "-a", "m@v5.0.0", "-m", "nested", "m@v1.0.0");
        git.Git("tag", "-a", "m#prod#99999999999", "-m", "counter");
        WriteTag(git, "m@v6.0.0", $"object {commit}\ntype commit\ntag m@v6.0.0\n\nno tagger\n");
        WriteTag(git, "m@v7.0.0", Text(commit, "m@v7.0.0", "Ann <a@x.org> 99999999999 +0000"));
        WriteTag(
            git, "m@v8.0.0",
            Text(commit, "m@v8.0.0", "Ann <a@x.org> 1704103380 +0000") + new string('x', 2 * 1024 * 1024));
        git.Git("tag", "-a", "unrelated", "-m", "foreign");
        git.Git("tag", "-a", "other@v1.0.0", "-m", "another model");

        var repository = await GitRepository.DiscoverAsync(git.Path, CancellationToken.None);
        var states = await new LedgerReader(repository, TimeProvider.System).ReadAllAsync(CancellationToken.None);

        states.Select(state => state.Name.Text).ShouldBe(["m", "other"]);
        states[0].Versions.Select(v => v.Version.ToString()).ShouldBe(["v1.0.0"]);
        states[0].Stages.ShouldBeEmpty();
        states[0].NextNumber.ShouldBe(1);
        var one = await new LedgerReader(repository, TimeProvider.System)
            .ReadAsync(Events.Model, CancellationToken.None);
        one.Events.Select(e => e.Tag).ShouldBe(states[0].Events.Select(e => e.Tag));
    }

    [Fact]
    public async Task A_model_is_read_without_those_whose_names_begin_like_its_own()
    {
        using var folder = new TempFolder();
        var git = GitFolder.Create(folder["repo"]);
        git.Commit();
        string[] tags =
        [
            "m@v1.0.0", "m#a/b/c#2", "m#prod!#3", "m@deprecated#4", "m+annotated#5",
            "mm@v1.0.0", "m-2@v1.0.0", "m/x@v1.0.0", "d=m@v1.0.0",
        ];
        foreach (var tag in tags)
        {
            git.Git("tag", "-a", tag, "-m", "x");
        }

        var repository = await GitRepository.DiscoverAsync(git.Path, CancellationToken.None);
        var state = await new LedgerReader(repository, TimeProvider.System)
            .ReadAsync(ModelName.Parse("m"), CancellationToken.None);

        state.Events.Select(e => e.Tag).ShouldBe(tags[..5], ignoreOrder: true);
        state.NextNumber.ShouldBe(6);
    }

    private static string Text(string commit, string tag, string tagger) =>
        $"object {commit}\ntype commit\ntag {tag}\ntagger {tagger}\n\nmessage\n";

    /// <summary>As another program may write it: git's own check is passed by.</summary>
    private static void WriteTag(GitFolder git, string name, string text)
    {
        var file = Path.Combine(git.Path, ".git", "tag.txt");
        File.WriteAllText(file, text);
        var id = git.Git("hash-object", "-t", "tag", "-w", "--literally", file);
        git.Git("update-ref", "refs/tags/" + name, id);
    }
}
