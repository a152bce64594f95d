using Registry.Testing;

namespace Registry.MSBuild.Tests;

/// <summary>Projects whose models come from a registry by URL.</summary>
public sealed class UrlTests(PackageFeed feed)
{
    [Fact]
    public async Task A_project_builds_from_a_url_and_once_locked_without_it()
    {
        Assert.SkipUnless(GitHttpServer.Missing is null, GitHttpServer.Missing ?? "");
        using var scenario = new Scenario(feed);
        await ShareAsync(scenario);
        var options = new GitHttpOptions { Access = HttpAccess.PasswordToRead };
        var login = $"{GitHttpOptions.User}:{Uri.EscapeDataString(GitHttpOptions.Password)}";
        string url;
        using (var server = GitHttpServer.Start(scenario["http"], scenario["served"], options))
        {
            url = server.Url("models.git", login);

            // MSBuild takes '%2F' for its own escape.
            Write(scenario, url.Replace("%", "%25", StringComparison.Ordinal));

            scenario.Build().Succeeded().All.ShouldNotContain(login);

            scenario.Lock.ShouldContain($"\"registry\": \"{server.Url("models.git")}\"");
            scenario.ReadOutput("models/churn/model.bin").ShouldBe("churn 1.1.0");
            scenario.ReadOutput("models/segment/model.bin").ShouldBe("segment 1.0.0");
            await scenario.RegisterAsync("churn", "1.2.0");
            scenario.Build("--no-restore", "-p:RestoreModelsForceEvaluate=true").Succeeded();
            scenario.ReadOutput("models/churn/model.bin").ShouldBe("churn 1.2.0");
        }

        // The server is gone, and nobody asks for it.
        scenario.RemoveBuilds();
        scenario.Environment["CI"] = "true";
        scenario.Build().Succeeded();

        scenario.ReadOutput("models/churn/model.bin").ShouldBe("churn 1.2.0");
        scenario.Build("--no-restore", "-p:RestoreModelsLockedMode=false", "-p:RestoreModelsForceEvaluate=true").Failed()
            .Output.ShouldMatch(@"App\.csproj\(\d+.*error MLR1102");
    }

    private static void Write(Scenario scenario, string url) => scenario.WriteProject(
        $"""
        <ModelReference Include="churn" Version="1.*" Registry="{url}" />
        <ModelReference Include="segment" Stage="prod" />
        """,
        $"<ModelRegistry>{url}</ModelRegistry>");

    /// <summary>A registry with a remote, and a store that the user of the builds trusts.</summary>
    private static async Task ShareAsync(Scenario scenario)
    {
        var store = new Uri(scenario["shared-store"]).AbsoluteUri;
        var bare = GitFolder.CreateBare(scenario["served/models.git"]);
        scenario.Write("registry.yaml", $"schema: 1\nstores:\n  - url: {store}\n");
        scenario.Repository.Commit();
        scenario.Repository.Git("remote", "add", "origin", bare.Path);
        scenario.Repository.Git("push", "-q", "origin", "main");
        await scenario.RegisterAsync("churn", "1.0.0");
        await scenario.RegisterAsync("churn", "1.1.0");
        await scenario.RegisterAsync("segment", "1.0.0", "prod");
        scenario.Environment["GIT_CONFIG_GLOBAL"] = scenario["gitconfig"];
        Command.Run(scenario["."], scenario.Environment, "git", "config", "--global", "registry.trustedStore", store).Succeeded();
    }
}
