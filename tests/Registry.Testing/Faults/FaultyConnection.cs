using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Registry.Testing;

/// <summary>
/// One client's connection through a <see cref="FaultProxy"/>: request after request, each with its fault.
/// </summary>
internal sealed class FaultyConnection(FaultProxy proxy, Socket socket) : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly HttpPeer _client = new(socket);
    private HttpPeer? _server;

    public async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            while (await _client.ReadHeadAsync(cancel) is { } head && await PassAsync(proxy.Take(head), cancel))
            {
            }
        }
        catch (CutException)
        {
            _client.Cut();
            _server?.Cut();
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One side hung up, or the test is over; disposing both tells the other.
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _server?.Dispose();
    }

    /// <returns>Whether the connection may carry another request.</returns>
    private async Task<bool> PassAsync(ProxiedRequest request, CancellationToken cancel)
    {
        var (head, fault) = (request.Head, request.Fault ?? new Fault());
        if (string.Equals(head["Expect"], "100-continue", StringComparison.OrdinalIgnoreCase))
        {
            await _client.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), cancel);
        }

        if (fault.Status is not null)
        {
            await PassBodyAsync(request, new Passage(proxy, null, toServer: true), cancel);
            await AnswerAsync(request, fault, cancel);
            return !head.Closes;
        }

        _server ??= await proxy.ConnectAsync(cancel);
        var sending = SendAsync(request, fault, cancel);
        var receiving = ReceiveAsync(request, fault, cancel);
        if (await Task.WhenAny(sending, receiving) == sending)
        {
            await sending;
            return await receiving && !head.Closes;
        }

        // Answered before all of it was sent, or just before that was noticed.
        var reusable = await receiving;
        await Task.WhenAny(sending, Task.Delay(s_patience, cancel));
        return sending.IsCompletedSuccessfully && reusable && !head.Closes;
    }

    private async Task SendAsync(ProxiedRequest request, Fault fault, CancellationToken cancel)
    {
        var passage = new Passage(proxy, _server, toServer: true)
        {
            CutAt = fault.CutRequestAt,
            StallAt = fault.StallRequestAt,
            AlterAt = fault.AlterRequestAt,
        };
        await passage.HeadAsync(request.Head, cancel);
        await PassBodyAsync(request, passage, cancel);
    }

    private async Task PassBodyAsync(ProxiedRequest request, Passage passage, CancellationToken cancel)
    {
        var body = HttpBody.OfRequest(request.Head);
        while (!body.IsOver && await _client.ReadAsync(body, cancel) is { Length: > 0 } part)
        {
            request.CountSent(part.Length);
            await passage.BodyAsync(part, cancel);
        }
    }

    private async Task<bool> ReceiveAsync(ProxiedRequest request, Fault fault, CancellationToken cancel)
    {
        HttpHead? head;
        do
        {
            head = await _server!.ReadHeadAsync(cancel);
        }
        while (head?.Status == 100);
        if (head is null)
        {
            return false;
        }

        foreach (var (name, value) in fault.Headers)
        {
            head = head.With(name, value);
        }

        var body = HttpBody.OfResponse(head, request.Method);
        if (fault.TruncateAt is { } end && fault.TruncatedLengthIsRight && head.Length > end)
        {
            head = head.With("Content-Length", end.ToString(CultureInfo.InvariantCulture));
        }

        var passage = new Passage(proxy, _client, toServer: false)
        {
            CutAt = fault.CutResponseAt,
            StallAt = fault.StallResponseAt,
            AlterAt = fault.AlterResponseAt,
            EndAt = fault.TruncateAt,
        };
        await passage.HeadAsync(head, cancel);
        request.Status = head.Status;
        while (!passage.IsOver && !body.IsOver && await _server.ReadAsync(body, cancel) is { Length: > 0 } part)
        {
            request.CountReceived(await passage.BodyAsync(part, cancel));
        }

        return body.IsOver && !passage.IsOver && !head.Closes;
    }

    private async Task AnswerAsync(ProxiedRequest request, Fault fault, CancellationToken cancel)
    {
        var body = request.Method == "HEAD" ? "" : $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <Error><Code>{fault.Code}</Code><Message>By order of the test.</Message><RequestId>1</RequestId></Error>
            """;
        var head = new HttpHead($"HTTP/1.1 {fault.Status} Fault")
            .With("Content-Type", "application/xml")
            .With("Content-Length", Encoding.UTF8.GetByteCount(body).ToString(CultureInfo.InvariantCulture))
            .With("Date", DateTime.UtcNow.ToString("R", CultureInfo.InvariantCulture));
        foreach (var (name, value) in fault.Headers)
        {
            head = head.With(name, value);
        }

        var passage = new Passage(proxy, _client, toServer: false) { CutAt = fault.CutResponseAt };
        await passage.HeadAsync(head, cancel);
        request.Status = head.Status;
        request.CountReceived(await passage.BodyAsync(Encoding.UTF8.GetBytes(body), cancel));
    }
}
