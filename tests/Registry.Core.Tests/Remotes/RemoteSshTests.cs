using Registry.Tests.Support;

namespace Registry.Tests.Remotes;

/// <summary>Registries over SSH, with the user's own command for it.</summary>
public sealed class RemoteSshTests : IDisposable
{
    private readonly Hosted _hosted = new("remote-ssh");

    public void Dispose() => _hosted.Dispose();

    [Fact]
    public async Task Registries_over_ssh_are_read_and_written()
    {
        _hosted.TrustStore();
        Identity.Set();
        using var server = Servers.Ssh(_hosted.Folder, filter: true);
        using var entered = server.EnterProcess();
        var url = server.Url(_hosted.Bare.Path);

        foreach (var (location, text) in new[] { (url, "one"), (GitSshServer.ScpUrl(_hosted.Bare.Path), "two") })
        {
            var registry = await ModelRegistry.OpenAsync(location);
            var version = await registry.RegisterAsync(
                new RegisterRequest { Name = "churn", Path = _hosted.Folder.Write($"{text}/weights.bin", text) });

            (version.Registry, registry.Location).ShouldBe((location, location));
            (await registry.ResolveAsync("churn")).Version.ShouldBe(version.Version);
            (await registry.GetModelsAsync()).Single().Versions.ShouldBe(text == "one" ? 1 : 2);
        }

        server.Traffic.Total.ShouldBeGreaterThan(10_000);
    }

    [Fact]
    public async Task A_host_that_ssh_does_not_know_is_an_error_and_no_question()
    {
        using var server = Servers.Ssh(_hosted.Folder);
        var registry = await ModelRegistry.OpenAsync(server.Url(_hosted.Bare.Path));

        var refused = await Refused.WithAsync(ErrorCodes.GitFailed, () => registry.ResolveAsync("churn"));

        refused.Message.ShouldMatch("Host key verification failed|Permission denied");
    }
}
