using System.Text.RegularExpressions;
using Registry.Testing;

namespace Registry.MSBuild.Tests;

/// <summary>What the README shows of a project file, done as written.</summary>
public sealed class ReadmeTests(PackageFeed feed)
{
    [Fact]
    public async Task The_minute_in_a_csproj_goes_as_the_readme_says()
    {
        using var folder = new TempFolder();
        var churn = GitFolder.Create(folder["churn"]);
        await ModelRegistry.InitializeAsync(new InitializeRequest { Path = churn.Path });
        churn.Commit();
        var registry = await ModelRegistry.OpenAsync(churn.Path);
        await registry.RegisterAsync(new RegisterRequest
        {
            Name = "churn", Path = folder.Write("weights.txt", "0.1 0.9\n"), Stage = "prod",
        });
        var readme = File.ReadAllText(Path.Combine(PackageFeed.RepositoryRoot, "README.md"));
        folder.Write("shop/shop.csproj", Block(readme, "xml"));
        folder.Write("shop/Program.cs", Block(readme, "csharp"));
        folder.Write(
            "NuGet.config",
            $"<configuration><packageSources><clear /><add key=\"feed\" value=\"{feed.Path}\" /></packageSources></configuration>");
        var environment = new Dictionary<string, string?>
        {
            ["NUGET_PACKAGES"] = feed.Packages,
            ["MODEL_REGISTRY_CACHE"] = folder["cache"],
            ["MSBUILDDISABLENODEREUSE"] = "1",
        };

        var commands = Block(readme, "sh", skip: 1).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        commands.Length.ShouldBe(4);
        foreach (var command in commands)
        {
            var (line, comment) = Split(command);
            var result = Command.Run(folder["shop"], environment, "dotnet", line.Split(' ')[1..]).Succeeded();
            if (comment.StartsWith('v'))
            {
                result.Output.Trim().ShouldBe(comment);
            }
        }

        File.Exists(folder["shop/models.lock.json"]).ShouldBeTrue();
    }

    [Fact]
    public void The_readme_names_the_version_that_is_packed() =>
        File.ReadAllText(Path.Combine(PackageFeed.RepositoryRoot, "README.md"))
            .ShouldContain($"Include=\"Registry.MSBuild\" Version=\"{feed.Version}\"");

    private static string Block(string text, string language, int skip = 0) =>
        Regex.Matches(text, $"```{language}\n(.*?)```", RegexOptions.Singleline)[skip].Groups[1].Value;

    private static (string Command, string Comment) Split(string line)
    {
        var mark = line.IndexOf('#', StringComparison.Ordinal);
        return mark < 0 ? (line.Trim(), "") : (line[..mark].Trim(), line[(mark + 1)..].Trim());
    }
}
