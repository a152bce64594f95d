using System.Net;
using System.Net.Sockets;

namespace Registry.Testing;

/// <summary>What went over a relay, headers and all: what a packet counter would show above TCP.</summary>
public readonly record struct Traffic(long ToServer, long ToClient)
{
    public long Total => ToServer + ToClient;
}

/// <summary>
/// Listens on a free loopback port and passes everything on to another one, counting the bytes of both directions.
/// </summary>
public sealed class CountingRelay : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly int _target;
    private long _toServer;
    private long _toClient;

    public CountingRelay(int target)
    {
        _target = target;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Since the last <see cref="Reset"/>; bytes are counted before the peer can have seen them.</summary>
    public Traffic Traffic => new(Interlocked.Read(ref _toServer), Interlocked.Read(ref _toClient));

    public void Reset()
    {
        Interlocked.Exchange(ref _toServer, 0);
        Interlocked.Exchange(ref _toClient, 0);
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = RelayAsync(await _listener.AcceptSocketAsync(_stopping.Token));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task RelayAsync(Socket client)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using (client)
        {
            try
            {
                (client.NoDelay, server.NoDelay) = (true, true);
                await server.ConnectAsync(IPAddress.Loopback, _target, _stopping.Token);
                await Task.WhenAll(
                    CopyAsync(client, server, count => Interlocked.Add(ref _toServer, count)),
                    CopyAsync(server, client, count => Interlocked.Add(ref _toClient, count)));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // One side hung up; disposing both tells the other.
            }
        }
    }

    private async Task CopyAsync(Socket from, Socket to, Action<long> count)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReceiveAsync(buffer, _stopping.Token) is var read and > 0)
        {
            count(read);
            for (var sent = 0; sent < read;)
            {
                sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), _stopping.Token);
            }
        }

        to.Shutdown(SocketShutdown.Send);
    }
}
