using Registry.Testing;

namespace Registry.MSBuild.Tests;

/// <summary>
/// The quick start as a stranger runs it: a fresh copy, an empty home folder, a Git without identity.
/// </summary>
public sealed class QuickStartTests
{
    [Fact]
    public void A_model_goes_round_from_a_fresh_clone()
    {
        using var folder = new TempFolder();
        var clone = Clone(folder);

        var result = Run(folder, clone).Succeeded();

        var lines = result.Output.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("Model 'digits'", StringComparison.Ordinal)).ToList();
        lines.Count.ShouldBe(3, result.Transcript);
        lines[0].ShouldContain("v1.0.0");
        lines[1].ShouldBe(lines[0], "the lock file holds the first version");
        lines[2].ShouldContain("v1.1.0");
        RightAnswers(lines[2]).ShouldBeGreaterThan(RightAnswers(lines[0]), "the second version is better");
        result.Output.Split('\n').Length.ShouldBeLessThan(45, "it fits a screen");
        result.Output.Split('\n').Max(line => line.Length).ShouldBeLessThanOrEqualTo(110);
        clone.Git("status", "--porcelain").ShouldBe("", "everything it makes is under artifacts/ and module/bin");
        Command.Run(Path.Combine(clone.Path, "artifacts/quickstart/digits"), "git", "tag").Succeeded().Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ShouldBe(["digits#prod#2", "digits#prod#4", "digits@v1.0.0", "digits@v1.1.0"]);
        Directory.Exists(folder["home/.cache/model-registry"]).ShouldBeFalse();
    }

    [Fact]
    public void A_folder_of_ones_own_goes_round_too()
    {
        using var folder = new TempFolder();
        var clone = Clone(folder);
        folder.Write("my models/weights of mine.bin", "1 2 3");
        folder.Write("my models/-vocabulaire/é.txt", "a b c");

        var result = Run(folder, clone, $"-p:Model={folder["my models"]}").Succeeded();

        result.Output.ShouldContain("my-models@v1.0.0");
        result.Output.ShouldContain("my-models/weights of mine.bin");
        result.Output.ShouldContain("my-models/-vocabulaire/é.txt");
        Run(folder, clone, "-p:Model=nowhere").Failed().Output.ShouldContain("There is no file or folder");
    }

    /// <summary>The files that a clone of the working tree as it is would have.</summary>
    private static GitFolder Clone(TempFolder folder)
    {
        var root = PackageFeed.RepositoryRoot;
        var files = Command.Run(root, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard").Succeeded().Output;
        var clone = GitFolder.Create(folder["clone"]);
        foreach (var file in files.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(f => File.Exists(Path.Combine(root, f))))
        {
            var target = Path.Combine(clone.Path, file);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Path.Combine(root, file), target);
        }

        clone.Git("add", "-A");
        clone.Git("commit", "-q", "-m", "Everything");
        return clone;
    }

    private static CommandResult Run(TempFolder folder, GitFolder clone, params string[] arguments)
    {
        var environment = new Dictionary<string, string?>
        {
            ["HOME"] = folder.CreateFolder("home"),
            ["USERPROFILE"] = folder["home"],
            ["GIT_CONFIG_NOSYSTEM"] = "1",
            ["GIT_CONFIG_GLOBAL"] = null,
            ["XDG_CONFIG_HOME"] = null,
            ["XDG_CACHE_HOME"] = null,
            ["DOTNET_CLI_HOME"] = null,
            // Packages that any build restores; fetching them anew would test the network.
            ["NUGET_PACKAGES"] = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
                ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget/packages"),
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["MODEL"] = "an environment variable of somebody else's",
        };
        return Command.Run(clone.Path, environment, "dotnet", ["msbuild", "build/quickstart.proj", .. arguments]);
    }

    private static int RightAnswers(string line) =>
        int.Parse(line.Split("reads ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
}
