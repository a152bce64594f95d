using System.Globalization;

namespace Registry.Testing;

/// <summary>
/// A real Git server over SSH: sshd on a loopback port with keys of its own. Check <see cref="Missing"/> first, and skip
/// the test where something is.
/// </summary>
public sealed class GitSshServer : IDisposable
{
    /// <summary>A name for the server that <see cref="Environment"/> knows: for URLs in scp form, which have no port.</summary>
    public const string Host = "git-over-ssh";

    private const string SessionFolder = "/run/sshd";
    private static readonly SemaphoreSlim s_processEnvironment = new(1);
    private readonly ServerProcess _process;
    private readonly CountingRelay _relay;

    private GitSshServer(ServerProcess process, CountingRelay relay, string folder)
    {
        (_process, _relay) = (process, relay);
        var client = Path.Combine(folder, "ssh_config");
        File.WriteAllText(client, $"""
            Host {Host} 127.0.0.1
              HostName 127.0.0.1
              Port {relay.Port}
              User {System.Environment.UserName}
              HostKeyAlias {Host}
              IdentityFile "{Path.Combine(folder, "user_key")}"
              IdentitiesOnly yes
              UserKnownHostsFile "{Path.Combine(folder, "known_hosts")}"
              StrictHostKeyChecking yes
              BatchMode yes

            """);
        File.WriteAllText(
            Path.Combine(folder, "known_hosts"), $"{Host} {File.ReadAllText(Path.Combine(folder, "host_key.pub"))}");
        Environment = new Dictionary<string, string?> { ["GIT_SSH_COMMAND"] = $"ssh -F '{client}'" };
    }

    /// <summary>Why there can be no server on this machine; null where there can.</summary>
    public static string? Missing { get; } =
        OperatingSystem.IsWindows() ? "sshd is tried on Unix alone"
        : ServerProcess.Find("sshd") is null ? "'sshd' is missing; install the package 'openssh-server'"
        : ServerProcess.Find("ssh-keygen") is null ? "'ssh-keygen' is missing; install the package 'openssh-client'"
        : System.Environment.UserName != "root" || Directory.Exists(SessionFolder) || TryMakeSessionFolder() ? null
        : $"sshd needs the folder '{SessionFolder}', which cannot be made";

    /// <summary>What a git process needs to reach this server and no other.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; }

    public Traffic Traffic => _relay.Traffic;

    public static GitSshServer Start(string folder, bool filter = false)
    {
        Directory.CreateDirectory(folder);
        foreach (var key in new[] { "host_key", "user_key" })
        {
            Command.Run(folder, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", Path.Combine(folder, key)).Succeeded();
        }

        File.Copy(Path.Combine(folder, "user_key.pub"), Path.Combine(folder, "authorized_keys"));
        var process = ServerProcess.Start(folder, port =>
        {
            var file = Path.Combine(folder, "sshd_config");
            File.WriteAllText(file, Configure(folder, port, filter));
            return [ServerProcess.Find("sshd")!, "-D", "-f", file, "-E", Path.Combine(folder, "sshd.log")];
        });
        return new GitSshServer(process, new CountingRelay(process.Port), folder);
    }

    /// <summary>The URL of a repository, by its absolute path.</summary>
    public string Url(string path, string? user = null) => string.Create(
        CultureInfo.InvariantCulture,
        $"ssh://{user ?? System.Environment.UserName}@127.0.0.1:{_relay.Port}{path}");

    /// <summary>The same in scp form.</summary>
    public static string ScpUrl(string path) => $"{Host}:{path}";

    /// <summary>
    /// Lets this very process reach the server until disposed; one server at a time, others wait.
    /// </summary>
    public IDisposable EnterProcess()
    {
        s_processEnvironment.Wait();
        System.Environment.SetEnvironmentVariable("GIT_SSH_COMMAND", Environment["GIT_SSH_COMMAND"]);
        return new Entered();
    }

    public void ResetTraffic() => _relay.Reset();

    public void Dispose()
    {
        _relay.Dispose();
        _process.Dispose();
    }

    private static string Configure(string folder, int port, bool filter) => $"""
        ListenAddress 127.0.0.1:{port}
        HostKey "{Path.Combine(folder, "host_key")}"
        AuthorizedKeysFile "{Path.Combine(folder, "authorized_keys")}"
        PidFile none
        UsePAM no
        StrictModes no
        PermitRootLogin prohibit-password
        PasswordAuthentication no
        KbdInteractiveAuthentication no
        AcceptEnv GIT_PROTOCOL
        MaxStartups 100
        SetEnv {Variables(filter)}

        """;

    /// <summary>All in one line: sshd heeds the first alone.</summary>
    private static string Variables(bool filter) =>
        "GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=uploadpack.allowFilter "
        + $"GIT_CONFIG_VALUE_0={(filter ? "true" : "false")}";

    private static bool TryMakeSessionFolder()
    {
        try
        {
            Directory.CreateDirectory(SessionFolder);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private sealed class Entered : IDisposable
    {
        public void Dispose()
        {
            System.Environment.SetEnvironmentVariable("GIT_SSH_COMMAND", null);
            s_processEnvironment.Release();
        }
    }
}
