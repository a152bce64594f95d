using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Registry.Testing;

/// <summary>
/// Stands on a free loopback port before an HTTP server, passes requests on as they are, and does to them what the test
/// says. Signed requests stay valid, for the Host header is not touched.
/// </summary>
public sealed class FaultProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<ProxiedRequest> _requests = new();
    private readonly int _target;
    private long _toServer;
    private long _toClient;
    private long _cutAt = long.MaxValue;
    private bool _forGood;
    private int _count;

    public FaultProxy(int target)
    {
        _target = target;
        _listener.Start(backlog: 512);
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>What to do to a request; null for nothing. It is asked from several threads.</summary>
    public Func<ProxiedRequest, Fault?> Faults { get; set; } = _ => null;

    /// <summary>All requests since the last <see cref="Reset"/>, in the order in which they came.</summary>
    public IReadOnlyList<ProxiedRequest> Requests => [.. _requests];

    /// <summary>Since the last <see cref="Reset"/>, heads and all.</summary>
    public Traffic Traffic => new(Interlocked.Read(ref _toServer), Interlocked.Read(ref _toClient));

    /// <summary>The first so many requests that match get this, the others pass.</summary>
    public void First(int count, Fault fault, Func<ProxiedRequest, bool>? match = null)
    {
        var left = count;
        Faults = request => (match?.Invoke(request) ?? true) && Interlocked.Decrement(ref left) >= 0 ? fault : null;
    }

    /// <summary>The first so many requests of each kind get this; those whose kind is null pass.</summary>
    public void FirstOfEach(int count, Fault fault, Func<ProxiedRequest, string?> kind)
    {
        var seen = new ConcurrentDictionary<string, int>();
        Faults = request =>
            kind(request) is { } its && seen.AddOrUpdate(its, 1, (_, before) => before + 1) <= count ? fault : null;
    }

    /// <summary>Resets the connection that carries this byte of all the traffic from now on.</summary>
    /// <param name="forGood">Whether all others are reset, too, as when a network goes away and stays away.</param>
    public void CutAtByte(long offset, bool forGood = false)
    {
        Volatile.Write(ref _forGood, forGood);
        Interlocked.Exchange(ref _cutAt, Traffic.Total + offset);
    }

    /// <summary>Forgets what was counted and what to do.</summary>
    public void Reset()
    {
        Faults = _ => null;
        Interlocked.Exchange(ref _cutAt, long.MaxValue);
        Interlocked.Exchange(ref _toServer, 0);
        Interlocked.Exchange(ref _toClient, 0);
        Interlocked.Exchange(ref _count, 0);
        _requests.Clear();
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _listener.Dispose();
    }

    internal ProxiedRequest Take(HttpHead head)
    {
        var request = new ProxiedRequest(Interlocked.Increment(ref _count) - 1, head);
        request.Fault = Faults(request);
        _requests.Enqueue(request);
        return request;
    }

    /// <summary>Counts bytes before they are passed on.</summary>
    /// <returns>How many of them may pass; fewer where the connection is to be cut after those.</returns>
    internal int Count(int bytes, bool toServer)
    {
        Interlocked.Add(ref toServer ? ref _toServer : ref _toClient, bytes);
        var cutAt = Interlocked.Read(ref _cutAt);
        var over = Traffic.Total - cutAt;
        return over > 0
            && (Volatile.Read(ref _forGood) || Interlocked.CompareExchange(ref _cutAt, long.MaxValue, cutAt) == cutAt)
            ? (int)Math.Max(0, bytes - over) : bytes;
    }

    internal async Task<HttpPeer> ConnectAsync(CancellationToken cancel)
    {
        var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await server.ConnectAsync(IPAddress.Loopback, _target, cancel);
        return new HttpPeer(server);
    }

    private async Task ServeAsync(Socket client)
    {
        using var connection = new FaultyConnection(this, client);
        await connection.RunAsync(_stopping.Token);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stopping.Token);
                client.NoDelay = true;
                _ = ServeAsync(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
