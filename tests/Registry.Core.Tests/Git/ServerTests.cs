using Registry.Tests.Support;

namespace Registry.Tests.Git;

/// <summary>The Git servers that other tests rely on do what a host does.</summary>
public sealed class ServerTests : IDisposable
{
    private readonly Sandbox _sandbox = new("servers");
    private readonly GitFolder _served;

    public ServerTests()
    {
        _served = GitFolder.CreateBare(_sandbox.Folder["served/models.git"]);
        _sandbox.Git.Git("push", "-q", _served.Path, "main");
    }

    public void Dispose() => _sandbox.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Over_http_git_clones_and_pushes_and_filters_where_allowed(bool filter)
    {
        using var server = Servers.Http(_sandbox.Folder, new GitHttpOptions { Filter = filter });
        var url = server.Url("models.git");

        _sandbox.Git.Git("push", "-q", url, "main:other");
        var told = Command.Run(_sandbox.Folder.Path, "git", "clone", "-q", "--filter=tree:0", url, "clone").Succeeded();

        _served.Git("rev-parse", "other").ShouldBe(_sandbox.Git.Git("rev-parse", "main"));
        told.Error.Contains("filtering not recognized", StringComparison.Ordinal).ShouldBe(!filter, told.Error);
        server.Traffic.ToClient.ShouldBeGreaterThan(500);
    }

    [Fact]
    public void Over_http_a_password_is_asked_for_where_told()
    {
        using var server = Servers.Http(_sandbox.Folder, new GitHttpOptions { Access = HttpAccess.PasswordToWrite });
        var right = $"{GitHttpOptions.User}:{Uri.EscapeDataString(GitHttpOptions.Password)}";

        Run("ls-remote", server.Url("models.git")).Succeeded();
        Run("push", server.Url("models.git"), "main:denied").Failed().Error.ShouldContain("could not read Username");
        Run("push", server.Url("models.git", "ann:wrong"), "main:denied").Failed().Error.ShouldContain("Authentication failed");
        Run("push", server.Url("models.git", right), "main:allowed").Succeeded();

        _served.Git("branch", "--format=%(refname:short)").ShouldBe("allowed\nmain");
    }

    [Fact]
    public void Several_servers_run_at_once_and_count_their_own_bytes()
    {
        using var one = Servers.Http(_sandbox.Folder);
        using var two = Servers.Http(_sandbox.Folder, new GitHttpOptions { Access = HttpAccess.PasswordToRead });

        Run("ls-remote", one.Url("models.git")).Succeeded();
        Run("ls-remote", two.Url("models.git")).Failed();

        var (first, second) = (one.Traffic.Total, two.Traffic.Total);
        first.ShouldBeGreaterThan(second);
        second.ShouldBeGreaterThan(0);
        one.ResetTraffic();
        (one.Traffic.Total, two.Traffic.Total).ShouldBe((0, second));
    }

    [Fact]
    public void Over_ssh_git_clones_and_pushes()
    {
        using var server = Servers.Ssh(_sandbox.Folder, filter: true);
        foreach (var url in new[] { server.Url(_served.Path), GitSshServer.ScpUrl(_served.Path) })
        {
            Command.Run(_sandbox.Git.Path, server.Environment, "git", "push", "-q", url, "+main:other").Succeeded();
            var told = Command.Run(
                _sandbox.Git.Path, server.Environment, "git", "-c", "protocol.version=2", "fetch", "--filter=tree:0",
                url, "other").Succeeded();
            told.Error.ShouldNotContain("filtering not recognized");
        }

        server.Traffic.Total.ShouldBeGreaterThan(2000);
        Run("ls-remote", server.Url(_served.Path)).Failed();
    }

    private CommandResult Run(params string[] arguments) => Command.Run(
        _sandbox.Git.Path, new Dictionary<string, string?> { ["GIT_TERMINAL_PROMPT"] = "0" }, "git", arguments);
}
