using System.Globalization;

namespace Registry.Testing;

/// <summary>Tells where the body of an HTTP/1.1 message ends, in bytes that are passed on as they are.</summary>
internal sealed class HttpBody
{
    private readonly bool _chunked;
    private long _left;
    private string _line = "";
    private bool _inTrailer;

    private HttpBody(bool chunked, long left) => (_chunked, _left, IsOver) = (chunked, left, !chunked && left == 0);

    public bool IsOver { get; private set; }

    public static HttpBody OfRequest(HttpHead head) => new(head.IsChunked, head.IsChunked ? 0 : head.Length ?? 0);

    public static HttpBody OfResponse(HttpHead head, string method) =>
        method == "HEAD" || head.Status is 204 or 304 ? new HttpBody(false, 0)
        : head.IsChunked ? new HttpBody(true, 0)
        : new HttpBody(false, head.Length ?? long.MaxValue);

    /// <summary>How many of these bytes belong to it.</summary>
    public int Take(ReadOnlySpan<byte> bytes)
    {
        var taken = 0;
        while (taken < bytes.Length && !IsOver)
        {
            if (_left > 0)
            {
                var part = (int)Math.Min(_left, bytes.Length - taken);
                (_left, taken) = (_left - part, taken + part);
                IsOver = !_chunked && _left == 0;
            }
            else
            {
                TakeLineByte((char)bytes[taken++]);
            }
        }

        return taken;
    }

    /// <summary>Lines between chunks: a length, the end of a chunk, or a trailer.</summary>
    private void TakeLineByte(char value)
    {
        if (value != '\n')
        {
            _line += value;
            return;
        }

        var line = _line.TrimEnd('\r');
        _line = "";
        if (_inTrailer)
        {
            IsOver = line.Length == 0;
        }
        else if (line.Length > 0)
        {
            _left = long.Parse(line.Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            _inTrailer = _left == 0;
        }
    }
}
