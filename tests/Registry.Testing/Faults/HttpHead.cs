using System.Globalization;
using System.Text;

namespace Registry.Testing;

/// <summary>The first line and the headers of an HTTP/1.1 message, as they came.</summary>
internal sealed class HttpHead
{
    private readonly string[] _lines;

    public HttpHead(string text) => _lines = text.TrimEnd('\r', '\n').Split("\r\n");

    public string StartLine => _lines[0];

    /// <summary>The status of a response.</summary>
    public int Status => int.Parse(StartLine.Split(' ')[1], CultureInfo.InvariantCulture);

    public bool IsChunked => this["Transfer-Encoding"]?.Contains("chunked", StringComparison.OrdinalIgnoreCase) == true;

    public long? Length => this["Content-Length"] is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;

    public bool Closes => string.Equals(this["Connection"], "close", StringComparison.OrdinalIgnoreCase);

    public string? this[string name] => _lines.Skip(1)
        .Where(line => IsOf(line, name)).Select(line => line[(name.Length + 1)..].Trim()).FirstOrDefault();

    public HttpHead With(string name, string value) => new(string.Join(
        "\r\n", _lines.Where((line, at) => at == 0 || !IsOf(line, name)).Append($"{name}: {value}")));

    /// <summary>With the empty line that ends it.</summary>
    public byte[] ToBytes() => Encoding.Latin1.GetBytes(string.Join("\r\n", _lines) + "\r\n\r\n");

    private static bool IsOf(string line, string name) =>
        line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase);
}
