using System.Text;
using System.Text.Json;

namespace Registry.Content;

/// <summary>A file of a model: where it goes, how long it is, and what it must hash to.</summary>
public sealed record ManifestFile(string Path, long Size, Digest Sha256);

/// <summary>
/// What a version consists of. Its canonical bytes decide its digest, and the digest is the content's identity.
/// </summary>
public sealed class Manifest
{
    /// <summary>A manifest longer than this is refused unread: about 300,000 files.</summary>
    public const int LargestBytes = 64 * 1024 * 1024;

    private const int Schema = 1;
    private byte[]? _bytes;

    private Manifest(IReadOnlyList<ManifestFile> files) => (Files, TotalSize) = (files, files.Sum(file => file.Size));

    /// <summary>Sorted by the UTF-8 bytes of their paths.</summary>
    public IReadOnlyList<ManifestFile> Files { get; }

    public long TotalSize { get; }

    public Digest Digest => Digest.Of(ToBytes());

    /// <exception cref="RegistryException">
    /// MLR1404 for an unsafe or colliding path, MLR1003 without any file.
    /// </exception>
    public static Manifest Create(IEnumerable<ManifestFile> files)
    {
        var sorted = files.OrderBy(file => file.Path, Utf8Order.Instance).ToList();
        if (sorted.Count == 0)
        {
            throw new RegistryException(ErrorCodes.Malformed, "A model needs at least one file; the folder is empty.");
        }

        return PathRules.FirstFault(sorted.Select(file => file.Path)) is var (path, why)
            ? throw new RegistryException(
                ErrorCodes.UnsafePath, $"The path '{Naming.Shown.Of(path)}' cannot be stored: {why}; rename the file.")
            : new Manifest(sorted);
    }

    /// <summary>Reads a manifest from a store, strictly: what we would not write is refused.</summary>
    /// <param name="bytes">At most <see cref="LargestBytes"/>.</param>
    /// <param name="source">What it is called in messages.</param>
    /// <exception cref="RegistryException">MLR1005 for another form, MLR1404 for an unsafe path.</exception>
    public static Manifest Parse(ReadOnlyMemory<byte> bytes, string source)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 8 });
            var root = document.RootElement;
            if (root.GetProperty("schema").GetInt64() is var schema and not Schema)
            {
                throw Unreadable(source, $"its schema is {schema}, and this version reads {Schema}; update Registry");
            }

            var files = root.GetProperty("files").EnumerateArray().Select(ReadFile);
            var manifest = new Manifest([.. files.OrderBy(file => file.Path, Utf8Order.Instance)]);
            if (manifest.Files.Count == 0)
            {
                throw Unreadable(source, "it names no file");
            }

            return PathRules.FirstFault(manifest.Files.Select(file => file.Path)) is var (path, why)
                ? throw new RegistryException(
                    ErrorCodes.UnsafePath,
                    $"The {source} names the path '{Naming.Shown.Of(path)}', which is refused: {why}. Nothing was written.")
                : manifest.ToBytes().AsSpan().SequenceEqual(bytes.Span)
                    ? manifest
                    : throw Unreadable(source, "it is not in canonical form");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException
            or FormatException or OverflowException)
        {
            throw Unreadable(source, e.Message);
        }
    }

    /// <summary>The canonical bytes.</summary>
    public byte[] ToBytes() => _bytes ??= CanonicalJson.Write(new Dictionary<string, object?>
    {
        ["files"] = Files.Select(file => new Dictionary<string, object?>
        {
            ["path"] = file.Path,
            ["sha256"] = file.Sha256.Hex,
            ["size"] = file.Size,
        }),
        ["schema"] = Schema,
    });

    private static ManifestFile ReadFile(JsonElement file)
    {
        var size = file.GetProperty("size").GetInt64();
        return size < 0
            ? throw new FormatException("a size is negative")
            : new ManifestFile(
                file.GetProperty("path").GetString() ?? throw new FormatException("a path is null"),
                size,
                Digest.TryParse(file.GetProperty("sha256").GetString())
                ?? throw new FormatException("a digest is malformed"));
    }

    private static RegistryException Unreadable(string source, string why) =>
        new(ErrorCodes.Unreadable, $"The {source} cannot be read: {why}.");

    /// <summary>Ordinal order of UTF-8 bytes, which differs from UTF-16's above the basic plane.</summary>
    internal sealed class Utf8Order : IComparer<string>
    {
        public static Utf8Order Instance { get; } = new();

        public int Compare(string? x, string? y)
        {
            var (left, right) = (Encoding.UTF8.GetBytes(x ?? ""), Encoding.UTF8.GetBytes(y ?? ""));
            return left.AsSpan().SequenceCompareTo(right);
        }
    }
}
