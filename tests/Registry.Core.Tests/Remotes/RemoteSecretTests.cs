using System.Text;
using Registry.Tests.Support;

namespace Registry.Tests.Remotes;

/// <summary>A password opens a registry, and is seen nowhere afterwards.</summary>
public sealed class RemoteSecretTests : IDisposable
{
    private static readonly string s_escaped = Uri.EscapeDataString(GitHttpOptions.Password);
    private readonly Hosted _hosted = new("remote-secret");

    public void Dispose() => _hosted.Dispose();

    [Fact]
    public async Task A_password_in_the_url_opens_it_and_is_written_nowhere()
    {
        _hosted.TrustStore();
        Identity.Set();
        using var server = Servers.Http(_hosted.Folder, new GitHttpOptions { Access = HttpAccess.PasswordToRead });
        var url = server.Url("models.git", $"{GitHttpOptions.User}:{s_escaped}");
        var sink = new Recorder();
        var registry = await ModelRegistry.OpenAsync(url);

        var version = await registry.RegisterAsync(
            new RegisterRequest { Name = "churn", Path = _hosted.Folder.Write("m/weights.bin", "one") }, sink);
        await registry.GetModelsAsync();
        var pin = new ModelPin { Name = "churn", Version = "0.*", Registry = url };
        var request = _hosted.Restore(_hosted.Folder["nowhere"], pin);
        await ModelRegistry.RestoreAsync(request, sink);
        await ModelRegistry.RestoreAsync(request with { Locked = true }, sink);

        version.Registry.ShouldBe(server.Url("models.git"));
        (await registry.GetInfoAsync()).ToString().ShouldNotContain(GitHttpOptions.Password);
        string.Join('\n', sink.Messages.Select(message => message.Text)).ShouldNotContain(s_escaped);
        (await File.ReadAllTextAsync(request.LockFile)).ShouldContain($"\"registry\": \"{server.Url("models.git")}\"");
        EnsureNowhere(_hosted.Folder["project"]);
        EnsureNowhere(_hosted.Folder["store"]);
        EnsureNowhere(_hosted.Bare.Path);
        EnsureNowhere(Isolation.Cache);
    }

    [Fact]
    public async Task A_credential_helper_of_the_users_is_asked()
    {
        using var server = Servers.Http(_hosted.Folder, new GitHttpOptions { Access = HttpAccess.PasswordToRead });
        var url = server.Url("models.git");
        await _hosted.RegisterAsync("one", "1.0.0");
        var helper = $"!printf 'username={GitHttpOptions.User}\\npassword={GitHttpOptions.Password}\\n'";
        var host = url[..url.LastIndexOf('/')];
        Command.Run(_hosted.Folder.Path, "git", "config", "--global", $"credential.{host}.helper", helper).Succeeded();

        (await (await ModelRegistry.OpenAsync(url)).ResolveAsync("churn")).Version.ShouldBe("v1.0.0");
        var asUser = server.Url("models.git", GitHttpOptions.User);
        (await (await ModelRegistry.OpenAsync(asUser)).ResolveAsync("churn")).Registry.ShouldBe(url);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("ann:wrong-password")]
    [InlineData("ann")]
    public async Task A_wrong_password_is_a_coded_error_at_once(string? userInfo)
    {
        using var server = Servers.Http(_hosted.Folder, new GitHttpOptions { Access = HttpAccess.PasswordToRead });
        var registry = await ModelRegistry.OpenAsync(server.Url("models.git", userInfo));

        foreach (var work in new Func<Task>[]
        {
            () => registry.ResolveAsync("churn"), () => registry.GetModelsAsync(), () => registry.GetInfoAsync(),
        })
        {
            var refused = await Refused.WithAsync(ErrorCodes.GitFailed, work);
            refused.Message.ShouldNotContain("wrong-password");
            refused.Message.ShouldMatch("Authentication failed|could not read (Username|Password)");
        }
    }

    [Fact]
    public async Task A_url_that_the_user_rewrites_is_rewritten()
    {
        await _hosted.RegisterAsync("one", "1.0.0");
        var alias = $"https://{Guid.NewGuid():N}.example.com/";
        Command.Run(
            _hosted.Folder.Path, "git", "config", "--global",
            $"url.{new Uri(_hosted.Folder["served"]).AbsoluteUri}/.insteadOf", alias).Succeeded();

        var resolved = await (await ModelRegistry.OpenAsync(alias + "models.git")).ResolveAsync("churn");

        (resolved.Version, resolved.Registry).ShouldBe(("v1.0.0", alias + "models.git"));
    }

    private static void EnsureNowhere(string folder)
    {
        foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder, "*", SearchOption.AllDirectories) : [])
        {
            try
            {
                var text = Encoding.Latin1.GetString(File.ReadAllBytes(file));
                text.Contains(GitHttpOptions.Password, StringComparison.Ordinal).ShouldBeFalse(file);
                text.Contains(s_escaped, StringComparison.Ordinal).ShouldBeFalse(file);
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                // A view of another test, gone meanwhile.
            }
        }
    }
}
