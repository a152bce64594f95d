namespace Registry.Tests.Ledger.Audit;

/// <summary>Tags that no tool can read, several of which end GTO: found here, and in nobody's way.</summary>
public sealed class UnreadableAuditTests
{
    [Fact]
    public async Task Tags_that_no_tool_can_read_are_found_and_stop_nothing()
    {
        using var folder = new TempFolder();
        var git = GitFolder.Create(folder["repo"]);
        var commit = git.Commit();
        git.Git("tag", "-a", "m@v1.0.0", "-m", "good");
        git.Git("tag", "-a", "m#prod#1", "-m", "good");
        git.Git("tag", "m@v9.0.0");
        git.Git("tag", "-a", "m@created", "-m", "ends gto");
        git.Git("tag", "-a", "m@v3.0.0", "-m", "on a blob", git.Git("rev-parse", "HEAD:code.txt"));
        git.Git("tag", "-a", "m@v5.0.0", "-m", "nested", "m@v1.0.0");
        git.Git("tag", "-a", "m#prod#99999999999", "-m", "counter");
        git.Git("update-ref", "refs/tags/m@v6.0.0", "refs/tags/m@v1.0.0");
        Write(git, "m@v7.0.0", $"object {commit}\ntype commit\ntag m@v7.0.0\n\nno tagger\n");
        Write(git, "m@v8.0.0", Text(commit, "m@v8.0.0", 99999999999));
        Write(git, "m@v8.1.0", Text(commit, "m@v8.1.0", DateTimeOffset.UtcNow.AddDays(3).ToUnixTimeSeconds()));
        Write(git, "m@v8.2.0", Text(commit, "m@v8.2.0", 1704103380) + new string('x', 2 * 1024 * 1024));
        git.Git("tag", "-a", "unrelated", "-m", "foreign");
        git.Git("tag", "light");

        var found = await Support.Audit.OfAsync(git.Path);

        found.ShouldAllBe(finding => finding.Problem == RegistryProblem.UnreadableTag && finding.Code == "MLR1005");
        var words = new Dictionary<string, string>
        {
            ["m#prod#99999999999"] = "counter is above",
            ["m@created"] = "every command of GTO fails",
            ["m@v3.0.0"] = "on a blob",
            ["m@v5.0.0"] = "on a tag",
            ["m@v6.0.0"] = "a copy of 'm@v1.0.0'",
            ["m@v7.0.0"] = "no tagger",
            ["m@v8.0.0"] = "dated 5138",
            ["m@v8.1.0"] = "more than a day ahead",
            ["m@v8.2.0"] = "larger than any event",
            ["m@v9.0.0"] = "lightweight",
        };
        found.Select(finding => finding.Tag).ShouldBe(words.Keys);
        foreach (var finding in found)
        {
            finding.Message.ShouldContain(words[finding.Tag!]);
        }

        var model = (await (await ModelRegistry.OpenAsync(git.Path)).GetModelsAsync()).ShouldHaveSingleItem();
        (model.Latest, model.Stages["prod"]).ShouldBe(("v1.0.0", "v1.0.0"));
    }

    private static string Text(string commit, string tag, long time) =>
        $"object {commit}\ntype commit\ntag {tag}\ntagger Ann <a@x.org> {time} +0000\n\nmessage\n";

    /// <summary>As another program may write it: git's own check is passed by.</summary>
    private static void Write(GitFolder git, string name, string text)
    {
        var file = Path.Combine(git.Path, ".git", "tag.txt");
        File.WriteAllText(file, text);
        git.Git("update-ref", "refs/tags/" + name, git.Git("hash-object", "-t", "tag", "-w", "--literally", file));
    }
}
