using System.Net.Sockets;
using System.Text;

namespace Registry.Testing;

/// <summary>One end of a proxied connection: reads heads and bodies, and can be cut.</summary>
internal sealed class HttpPeer(Socket socket) : IDisposable
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    /// <summary>The next message's head; null where the peer has hung up before one.</summary>
    public async Task<HttpHead?> ReadHeadAsync(CancellationToken cancel)
    {
        var text = new StringBuilder();
        while (true)
        {
            while (_start < _end)
            {
                text.Append((char)_buffer[_start++]);
                if (text.Length >= 4 && text[^1] == '\n' && text[^2] == '\r' && text[^3] == '\n')
                {
                    return new HttpHead(text.ToString());
                }
            }

            if (!await FillAsync(cancel))
            {
                return null;
            }
        }
    }

    /// <summary>What has come of the body; empty at its end, or where the peer hung up.</summary>
    public async Task<Memory<byte>> ReadAsync(HttpBody body, CancellationToken cancel)
    {
        if (body.IsOver || (_start == _end && !await FillAsync(cancel)))
        {
            return Memory<byte>.Empty;
        }

        var part = _buffer.AsMemory(_start, body.Take(_buffer.AsSpan(_start, _end - _start)));
        _start += part.Length;
        return part;
    }

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await socket.SendAsync(bytes, cancel)..];
        }
    }

    /// <summary>Resets the connection: the other end gets an error, not an end.</summary>
    public void Cut()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }

    public void Dispose() => socket.Dispose();

    private async Task<bool> FillAsync(CancellationToken cancel)
    {
        (_start, _end) = (0, await socket.ReceiveAsync(_buffer, cancel));
        return _end > 0;
    }
}
