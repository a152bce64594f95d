using System.Globalization;
using System.Text.Json;
using Registry.Content;

namespace Registry.Operations.Upkeep;

/// <summary>
/// When all bytes of a version were last read back from a store and found right: a file of this repository, by manifests.
/// It can be deleted; then nothing counts as verified until it is looked at again.
/// </summary>
internal sealed class VerificationBook
{
    private const int Schema = 1;
    private const int Longest = 64 * 1024 * 1024;

    private readonly string? _path;

    private VerificationBook(string? path) => _path = path;

    /// <summary>A registry given by URL has none: what was fetched of it goes with the question.</summary>
    public static VerificationBook Of(RegistryContext registry) => new(
        registry.IsByUrl ? null : Path.Combine(registry.Repository.GitDirectory, "registry", "verified.json"));

    /// <summary>The moment by the manifest. One that cannot be read counts as none, and is written anew.</summary>
    public async Task<IReadOnlyDictionary<Digest, DateTimeOffset>> ReadAsync(CancellationToken cancel)
    {
        var book = new Dictionary<Digest, DateTimeOffset>();
        if (_path is null || new FileInfo(_path) is not { Exists: true, Length: <= Longest })
        {
            return book;
        }

        try
        {
            using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(_path, cancel));
            if (document.RootElement.GetProperty("schema").GetInt32() != Schema)
            {
                return book;
            }

            foreach (var entry in document.RootElement.GetProperty("versions").EnumerateObject())
            {
                if (Digest.TryParse(entry.Name) is { } digest && entry.Value.TryGetDateTimeOffset(out var moment))
                {
                    book[digest] = moment;
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException
            or FormatException or IOException or UnauthorizedAccessException)
        {
            return new Dictionary<Digest, DateTimeOffset>();
        }

        return book;
    }

    /// <summary>
    /// Adds the versions of which every blob is among the whole ones. Another process that does so at the same moment may
    /// have its entries lost, and the versions are looked at again sooner: nothing is taken for verified that was not.
    /// </summary>
    public async Task AddAsync(BlobCensus census, IReadOnlySet<Digest> whole, CancellationToken cancel)
    {
        var verified = census.Versions.Where(version => IsWhole(version, whole)).ToList();
        if (_path is null || verified.Count == 0)
        {
            return;
        }

        var book = new SortedDictionary<string, DateTimeOffset>(
            (await ReadAsync(cancel)).ToDictionary(entry => entry.Key.ToString(), entry => entry.Value),
            StringComparer.Ordinal);
        foreach (var version in verified)
        {
            book[version.Manifest.ToString()] = DateTimeOffset.UtcNow;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        await FileErrors.ReplaceAsync(_path, Write(book), cancel);
    }

    private static bool IsWhole(VersionBlobs version, IReadOnlySet<Digest> whole) =>
        version.Files is { } files && whole.Contains(version.Manifest)
        && (version.Record is not { } record || whole.Contains(record))
        && files.All(file => whole.Contains(file.Sha256));

    private static byte[] Write(SortedDictionary<string, DateTimeOffset> book)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("schema", Schema);
            json.WriteStartObject("versions");
            foreach (var (digest, moment) in book)
            {
                json.WriteString(digest, moment.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }
}
