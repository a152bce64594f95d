using System.Text;
using Registry.Testing;

namespace Registry.PowerShell.Tests;

/// <summary>
/// Keys, tokens and passwords open what they open, and are seen nowhere: in no output, error or transcript, in no tag,
/// chain, record, cache or store.
/// </summary>
public sealed class SecretTests
{
    private const string Token = "t0ken-that-nobody-may-see";
    private const string OtherKey = "AKIAOTHERKEYTHATNOBODY";
    private const string ProxyPassword = "pr0xy-password-that-nobody-may-see";

    /// <summary>Steps of Secrets.ps1, and how each ends: a step that did not run would prove nothing.</summary>
    private static readonly string[] s_steps =
    [
        "initialize done", "register done", "register-by-url done", "sync done", "stage done", "annotate done",
        "look done", "look-by-url done", "save done", "save-by-url done", "upkeep done",
        "query MLR1003", "user-info MLR1102", "remote MLR1102", "no-model MLR1001", "key MLR1201", "secret MLR1201",
        "session MLR1201", "configuration-user-info MLR1005", "configuration-endpoint MLR1005",
        "configuration-query MLR1005", "configuration-key MLR1005", "proxy MLR1201", "git-proxy MLR1102",
    ];

    [Fact]
    public async Task Secrets_are_in_no_output_no_transcript_no_tag_no_cache_and_no_store()
    {
        Assert.SkipUnless(Pwsh.Installed.Missing is null, Pwsh.Installed.Missing ?? "");
        Assert.SkipUnless(GitHttpServer.Missing is null, GitHttpServer.Missing ?? "");
        Assert.SkipUnless(S3Server.Missing is null, S3Server.Missing ?? "");
        using var folder = new TempFolder();
        using var bucket = await TestBucket.CreateAsync(S3Server.Shared);
        using var git = GitHttpServer.Start(
            folder["http"], folder["served"], new GitHttpOptions { Access = HttpAccess.PasswordToRead });
        using var proxy = new FaultProxy(bucket.Endpoint.Port)
        {
            Faults = _ => Fault.Answer(407, "ProxyAuthenticationRequired"),
        };
        var clone = Prepare(folder, bucket, git);

        var environment = Environment(folder, bucket, git);
        var said = Run(folder, environment);
        clone.Git("checkout", "-q", "registry.yaml");
        environment["http_proxy"] = $"http://ann:{ProxyPassword}@127.0.0.1:{proxy.Port}";
        said += Run(folder, environment, "-Proxy");

        var log = File.ReadAllText(folder["log"]);

        // Not every server looks at a session's token where keys are those of a user.
        said.Replace("session done", "session MLR1201", StringComparison.Ordinal)
            .Split('\n').Where(line => line.StartsWith("step ", StringComparison.Ordinal)).Select(line => line[5..])
            .ShouldBe(s_steps, log);
        log.ShouldContain("was written, at try", Case.Sensitive, "nothing verbose was logged");
        var transcript = File.ReadAllText(folder["log.transcript"]);
        transcript.ShouldContain("MLR1201", Case.Sensitive, "no error was transcribed");
        var search = new SecretSearch(
            Token, OtherKey, ProxyPassword, GitHttpOptions.Password, bucket.Endpoint.AccessKey,
            bucket.Endpoint.SecretKey);
        search.Text("the output", said);
        search.Text("the log", log);
        search.Text("the transcript", transcript);
        search.Objects(clone);
        search.Objects(GitFolder.At(folder["served/models.git"]));
        search.Folder(folder["cache"]);
        search.Folder(folder["tmp"]);
        search.Folder(folder["home"]);
        foreach (var key in await bucket.KeysAsync())
        {
            search.Bytes(key, await bucket.ReadAsync(key));
        }

        search.Searched.ShouldBeGreaterThan(20);
    }

    [Theory]
    [InlineData("s3cret"), InlineData("s3cret/+="), InlineData("a b")]
    public void A_secret_is_found_however_it_is_written(string secret)
    {
        var search = new SecretSearch(secret);
        string[] ways =
        [
            secret, Uri.EscapeDataString(secret), Convert.ToBase64String(Encoding.UTF8.GetBytes("ann:" + secret)),
        ];

        foreach (var way in ways)
        {
            Should.Throw<SecretFoundException>(() => search.Text("it", $"x{way}x"));
            Should.Throw<SecretFoundException>(() => search.Bytes("it", Encoding.UTF8.GetBytes($"x{way}x")));
        }
    }

    private static GitFolder Prepare(TempFolder folder, TestBucket bucket, GitHttpServer git)
    {
        var remote = GitFolder.CreateBare(folder["served/models.git"]);
        var store = Store(bucket.Url, bucket.Endpoint.Url);
        folder.Write("wrong/user-info.yaml", Store($"s3://{OtherKey}:{Token}@{bucket.Name}/x", bucket.Endpoint.Url));
        folder.Write(
            "wrong/endpoint.yaml", Store(bucket.Url, $"http://{OtherKey}:{Token}@127.0.0.1:{bucket.Endpoint.Port}"));
        folder.Write("wrong/query.yaml", Store(bucket.Url, $"{bucket.Endpoint.Url}/?token={Token}"));
        folder.Write("wrong/key.yaml", store + $"    secretKey: {Token}\n");
        var clone = GitFolder.Create(folder["clone"]);
        folder.Write("clone/registry.yaml", store);
        clone.Commit();
        clone.Git("push", "-q", remote.Path, "main");
        clone.Git("remote", "add", "origin", Url(git));
        clone.Git("remote", "add", "tokens", $"http://ann:{Token}@127.0.0.1:1/models.git?private_token={Token}");
        folder.CreateFolder("tmp");
        folder.Write("home/.gitconfig", $"""
            [user]
                name = Ann Author
                email = ann@example.org
            [registry]
                trustedStore = {bucket.Endpoint.Url}

            """);
        return clone;
    }

    private static string Run(
        TempFolder folder, Dictionary<string, string?> environment, params string[] more) => Command.Run(
        folder.Path, environment, Pwsh.Installed.Executable!,
        [
            "-NoProfile", "-NonInteractive", "-File", Path.Combine(SourceTree.Tests, "Secrets", "Secrets.ps1"),
            "-Clone", folder["clone"], "-Log", folder["log"], .. more,
        ]).Succeeded().All;

    private static string Url(GitHttpServer git) =>
        git.Url("models.git", $"{GitHttpOptions.User}:{Uri.EscapeDataString(GitHttpOptions.Password)}");

    private static string Store(string url, string endpoint) =>
        $"schema: 1\nstores:\n  - url: {url}\n    endpoint: {endpoint}\n    pathStyle: true\n";

    private static Dictionary<string, string?> Environment(
        TempFolder folder, TestBucket bucket, GitHttpServer git) => new(bucket.Endpoint.Environment())
        {
            ["HOME"] = folder["home"],
            ["XDG_CONFIG_HOME"] = null,
            ["XDG_CACHE_HOME"] = null,
            ["GIT_CONFIG_GLOBAL"] = folder["home/.gitconfig"],
            ["GIT_CONFIG_NOSYSTEM"] = "1",
            ["TMPDIR"] = folder["tmp"],
            ["PSModulePath"] = SourceTree.StagedModules,
            ["MODEL_REGISTRY_CACHE"] = folder["cache"],
            ["POWERSHELL_TELEMETRY_OPTOUT"] = "1",
            ["POWERSHELL_UPDATECHECK"] = "Off",
            ["NO_COLOR"] = "1",
            ["http_proxy"] = null,
            ["no_proxy"] = null,
            ["NO_PROXY"] = null,
            ["TEST_URL"] = Url(git),
            ["TEST_STORE"] = bucket.Url,
            ["TEST_TOKEN"] = Token,
            ["TEST_OTHER_KEY"] = OtherKey,
            ["TEST_WRONG"] = folder["wrong"],
        };
}
