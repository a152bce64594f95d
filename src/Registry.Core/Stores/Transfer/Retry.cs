using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Registry.Stores.Transfer;

/// <summary>
/// Tries again what a network or a busy server broke: a bounded number of times, each wait of chance between nothing and a
/// limit that doubles, so that clients that failed together do not come back together.
/// </summary>
internal sealed class Retry(TimeProvider? clock = null, Func<double>? chance = null)
{
    /// <summary>Attempts in all before the failure is passed on.</summary>
    public const int MostAttempts = 7;

    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly Func<double> _chance = chance ?? Random.Shared.NextDouble;

    /// <param name="work">Called anew for each attempt; must be able to begin again.</param>
    /// <param name="isPassing">Whether a failure may be gone at the next attempt.</param>
    public async Task<T> RunAsync<T>(Func<Task<T>> work, Func<Exception, bool> isPassing, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await work();
            }
            catch (Exception e) when (attempt < MostAttempts && !cancel.IsCancellationRequested && isPassing(e))
            {
                await Task.Delay(LongestWait(attempt) * _chance(), _clock, cancel);
            }
        }
    }

    public Task RunAsync(Func<Task> work, Func<Exception, bool> isPassing, CancellationToken cancel) => RunAsync(
        async () =>
        {
            await work();
            return true;
        },
        isPassing, cancel);

    /// <summary>The limit of the wait after an attempt, numbered from 1.</summary>
    internal static TimeSpan LongestWait(int attempt)
    {
        var doubled = s_first * Math.Pow(2, attempt - 1);
        return doubled < s_longest ? doubled : s_longest;
    }

    /// <summary>Answers of a server that is busy or was interrupted.</summary>
    public static bool IsPassing(HttpStatusCode status) => status is HttpStatusCode.RequestTimeout
        or HttpStatusCode.TooManyRequests or HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway
        or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    /// <summary>
    /// Connections that were refused, cut, or stood still. A name that does not exist and a certificate that is not trusted
    /// will not be any better next time; a file's failure is none of the network's.
    /// </summary>
    public static bool IsPassing(Exception failure)
    {
        for (Exception? e = failure; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case AuthenticationException:
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.AccessDenied }:
                    return false;
                case SocketException or TimeoutException or HttpIOException:
                    return true;
                case HttpRequestException { StatusCode: { } status }:
                    return IsPassing(status);
                case HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError, InnerException: null }:
                    return true;
            }
        }

        return false;
    }
}
