using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Registry.Testing;

/// <summary>A server on a loopback port that ends with the test, also where the test's process is killed.</summary>
internal sealed class ServerProcess : IDisposable
{
    private const int MostTries = 10;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Ends the server once the test's end of the pipe is gone, whatever took it away.</summary>
    private const string Guard =
        "exec 3<&0; \"$@\" </dev/null 3<&- & server=$!; { read -r _ <&3; kill $server; } & reader=$!; "
        + "wait $server; kill $reader 2>/dev/null";

    private readonly Process _process;
    private readonly TimeSpan _patience;
    private bool _disposed;

    private ServerProcess(Process process, int port, TimeSpan patience) =>
        (_process, Port, _patience) = (process, port, patience);

    public int Port { get; }

    /// <summary>Starts it on a free port; <paramref name="command"/> writes its configuration for that port.</summary>
    /// <param name="patience">How long it may take until it answers; half a minute where none is given.</param>
    public static ServerProcess Start(string folder, Func<int, string[]> command, TimeSpan? patience = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePort();
            string[] arguments = ["-c", Guard, "sh", .. command(port)];
            var process = Command.Start(folder, new Dictionary<string, string?>(), "/bin/sh", arguments);
            var error = process.StandardError.ReadToEndAsync();
            _ = process.StandardOutput.ReadToEndAsync();
            var server = new ServerProcess(process, port, patience ?? s_patience);
            if (server.IsListening())
            {
                return server;
            }

            server.Dispose();
            if (attempt == MostTries)
            {
                throw new InvalidOperationException($"'{string.Join(' ', command(port))}' does not start: {error.Result}");
            }
        }
    }

    /// <summary>The program's path; Debian keeps servers out of a user's PATH.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Concat(["/usr/sbin", "/usr/local/sbin", "/sbin"])
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;

        // The pipe's end is what the guard waits for.
        _process.StandardInput.Close();
        if (!_process.WaitForExit(s_patience))
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    /// <summary>Asks until it answers: nothing tells that a server is ready but the server.</summary>
    private bool IsListening()
    {
        var since = Stopwatch.StartNew();
        while (since.Elapsed < _patience && !_process.HasExited)
        {
            try
            {
                using var client = new TcpClient();
                client.Connect(IPAddress.Loopback, Port);
                return true;
            }
            catch (SocketException)
            {
                Thread.Sleep(5);
            }
        }

        return false;
    }
}
