using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Registry.Content;
using Registry.Stores;

namespace Registry.Tests.Support;

/// <summary>
/// A store's objects in memory, dated by a clock of its own. An actor of an interleaving stops before each operation, and
/// is told what came of it.
/// </summary>
internal sealed class MemoryStore : IBlobStore
{
    private readonly SortedDictionary<string, (byte[] Bytes, DateTimeOffset Modified)> _objects;
    private readonly MemoryStore _shared;
    private readonly Interleaving.Actor? _actor;

    public MemoryStore() => (_objects, _shared) = (new(StringComparer.Ordinal), this);

    private MemoryStore(MemoryStore shared, Interleaving.Actor actor) =>
        (_objects, _shared, _actor) = (shared._objects, shared, actor);

    public string Url => "memory:store";

    public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public IEnumerable<string> Keys => _objects.Keys;

    public bool Has(Digest digest) => _objects.ContainsKey(StoreKeys.BlobOf(digest));

    /// <summary>All there is, but for what is named at random.</summary>
    public string State => Shown(_objects.Select(pair => new StoreObject(pair.Key, pair.Value.Bytes.Length, pair.Value.Modified)));

    /// <summary>The same store as an actor uses it.</summary>
    public MemoryStore As(Interleaving.Actor actor) => new(this, actor);

    public async Task WriteAsync(string key, ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        await TurnAsync();
        _objects[key] = (bytes.ToArray(), _shared.Now);
    }

    public async Task<byte[]?> ReadAsync(string key, CancellationToken cancel)
    {
        await TurnAsync();
        var bytes = _objects.TryGetValue(key, out var found) ? found.Bytes : null;
        _actor?.Observe($"read {bytes is null}");
        return bytes;
    }

    public async Task DeleteAsync(string key, CancellationToken cancel)
    {
        await TurnAsync();
        _objects.Remove(key);
    }

    public async IAsyncEnumerable<StoreObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancel)
    {
        await TurnAsync();
        var found = _objects.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(pair => new StoreObject(pair.Key, pair.Value.Bytes.Length, pair.Value.Modified)).ToList();
        _actor?.Observe(Shown(found));
        foreach (var item in found)
        {
            yield return item;
        }
    }

    public async Task<Digest> PutBytesAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        var digest = Digest.Of(bytes.Span);
        await TurnAsync();
        var isThere = Has(digest);
        _actor?.Observe($"put {isThere}");
        if (!isThere)
        {
            await TurnAsync();
            _objects.TryAdd(StoreKeys.BlobOf(digest), (bytes.ToArray(), _shared.Now));
        }

        return digest;
    }

    public async Task<IReadOnlyDictionary<Digest, long>> FindAsync(IReadOnlyCollection<Digest> digests, CancellationToken cancel)
    {
        await TurnAsync();
        _actor?.Observe($"find {digests.Count(Has)}");
        return digests.Where(Has).ToDictionary(d => d, d => (long)_objects[StoreKeys.BlobOf(d)].Bytes.Length);
    }

    public Task<IReadOnlyList<(Digest Digest, long Size)>> PutFilesAsync(
        IReadOnlyList<SourceFile> files, TransferMeter meter, CancellationToken cancel) => throw new NotSupportedException();

    public Task<long?> ReadPartAsync(
        Digest digest, long offset, int count, SafeFileHandle target, Action<long>? advanced, CancellationToken cancel) =>
        throw new NotSupportedException();

    public Task<(int Count, long Bytes)> SweepUploadsAsync(DateTimeOffset before, CancellationToken cancel) =>
        throw new NotSupportedException();

    /// <summary>A blob of a text, and its tombstone, from so long ago.</summary>
    public Digest Condemn(string text, TimeSpan ago, bool isThere = true)
    {
        var digest = Digest.Of(Encoding.UTF8.GetBytes(text));
        if (isThere)
        {
            _objects[StoreKeys.BlobOf(digest)] = (Encoding.UTF8.GetBytes(text), Now - ago);
        }

        _objects[StoreKeys.TombstoneOf(digest)] = ([], Now - ago);
        return digest;
    }

    private Task TurnAsync() => _actor?.TurnAsync() ?? Task.CompletedTask;

    private static string Shown(IEnumerable<StoreObject> objects) => string.Join(
        '\n', objects.Select(o => $"{(o.Key.StartsWith("uploads/", StringComparison.Ordinal) ? Path.GetDirectoryName(o.Key) : o.Key)} {o.Size} {o.Modified.Ticks}"));
}
