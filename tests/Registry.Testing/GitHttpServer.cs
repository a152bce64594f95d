using System.Globalization;

namespace Registry.Testing;

/// <summary>Which requests need the user's name and password.</summary>
public enum HttpAccess
{
    Open,
    PasswordToWrite,
    PasswordToRead,
}

/// <summary>What a Git server over HTTP is to be like.</summary>
public sealed record GitHttpOptions
{
    public const string User = "ann";

    public const string Password = "correct horse/battery";

    public HttpAccess Access { get; init; }

    /// <summary><c>uploadpack.allowFilter</c>: whether clients may leave out trees and blobs. Git's default is no.</summary>
    public bool Filter { get; init; }

    /// <summary>Git configuration of the server, on top of each repository's own.</summary>
    public IReadOnlyDictionary<string, string> Configuration { get; init; } = new Dictionary<string, string>();
}

/// <summary>
/// A real Git server over HTTP: lighttpd with <c>git http-backend</c>, which serves every repository below a folder.
/// Check <see cref="Missing"/> first, and skip the test where something is.
/// </summary>
public sealed class GitHttpServer : IDisposable
{
    private readonly ServerProcess _process;
    private readonly CountingRelay _relay;

    private GitHttpServer(ServerProcess process, CountingRelay relay) => (_process, _relay) = (process, relay);

    /// <summary>Why there can be no server on this machine; null where there can.</summary>
    public static string? Missing { get; } =
        OperatingSystem.IsWindows() ? "lighttpd runs on Unix alone"
        : ServerProcess.Find("lighttpd") is null ? "'lighttpd' is missing; install the package 'lighttpd'"
        : Backend is null ? "git has no 'git-http-backend' here" : null;

    /// <summary>What went over the wire since the last <see cref="ResetTraffic"/>.</summary>
    public Traffic Traffic => _relay.Traffic;

    private static string? Backend
    {
        get
        {
            var folder = Command.Run(Path.GetTempPath(), "git", "--exec-path").Succeeded().Output.Trim();
            var path = Path.Combine(folder, "git-http-backend");
            return File.Exists(path) ? path : null;
        }
    }

    /// <summary>Serves the repositories below <paramref name="root"/>; its own files go to <paramref name="folder"/>.</summary>
    public static GitHttpServer Start(string folder, string root, GitHttpOptions? options = null)
    {
        Directory.CreateDirectory(folder);
        var process = ServerProcess.Start(folder, port =>
        {
            var file = Path.Combine(folder, "lighttpd.conf");
            File.WriteAllText(file, Configure(folder, root, port, options ?? new GitHttpOptions()));
            return [ServerProcess.Find("lighttpd")!, "-D", "-f", file];
        });
        return new GitHttpServer(process, new CountingRelay(process.Port));
    }

    /// <summary>The URL of a repository, by its path below the root.</summary>
    /// <param name="userInfo">What stands before the host, such as <c>ann:secret</c>.</param>
    public string Url(string repository, string? userInfo = null) => string.Create(
        CultureInfo.InvariantCulture, $"http://{(userInfo is null ? "" : userInfo + "@")}127.0.0.1:{_relay.Port}/{repository}");

    public void ResetTraffic() => _relay.Reset();

    public void Dispose()
    {
        _relay.Dispose();
        _process.Dispose();
    }

    private static string Configure(string folder, string root, int port, GitHttpOptions options)
    {
        var users = Path.Combine(folder, "users");
        File.WriteAllText(users, $"{GitHttpOptions.User}:{GitHttpOptions.Password}\n");
        var login = $$"""
            auth.require = ("" => ("method" => "basic", "realm" => "registry", "require" => "valid-user"))
            """;
        return $$"""
            server.modules = ("mod_alias", "mod_setenv", "mod_auth", "mod_authn_file", "mod_cgi")
            server.document-root = "{{root}}"
            server.bind = "127.0.0.1"
            server.port = {{port}}
            server.errorlog = "{{Path.Combine(folder, "lighttpd.log")}}"
            server.breakagelog = "{{Path.Combine(folder, "git.log")}}"
            server.upload-dirs = ("{{folder}}")
            alias.url = ("/" => "{{Backend}}/")
            cgi.assign = ("" => "")
            cgi.execute-x-only = "disable"
            auth.backend = "plain"
            auth.backend.plain.userfile = "{{users}}"
            setenv.set-environment = ({{Variables(folder, root, options)}})
            {{(options.Access == HttpAccess.PasswordToRead ? login : "")}}
            {{(options.Access == HttpAccess.PasswordToWrite
                ? $$"""
                  $HTTP["url"] =~ "/git-receive-pack$" { {{login}} }
                  $HTTP["querystring"] =~ "service=git-receive-pack" { {{login}} }
                  """ : "")}}

            """;
    }

    private static string Variables(string folder, string root, GitHttpOptions options)
    {
        var configuration = new Dictionary<string, string>(options.Configuration)
        {
            ["http.receivepack"] = "true",
            ["uploadpack.allowFilter"] = options.Filter ? "true" : "false",
        };
        var variables = new Dictionary<string, string>
        {
            ["GIT_PROJECT_ROOT"] = root,
            ["GIT_HTTP_EXPORT_ALL"] = "1",
            ["HOME"] = folder,
            ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "",
            ["GIT_CONFIG_NOSYSTEM"] = "1",
            ["GIT_CONFIG_COUNT"] = $"{configuration.Count}",
        };
        foreach (var (pair, at) in configuration.Select((pair, at) => (pair, at)))
        {
            (variables[$"GIT_CONFIG_KEY_{at}"], variables[$"GIT_CONFIG_VALUE_{at}"]) = pair;
        }

        return string.Join(", ", variables.Select(pair => $"\"{pair.Key}\" => \"{pair.Value}\""));
    }
}
