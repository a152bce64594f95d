using Microsoft.Win32.SafeHandles;
using Registry.Content;
using Registry.Stores;

namespace Registry.Tests.Support;

/// <summary>
/// A store as one behind a network: the cache cannot link its blobs. Counts what is read of it, and can be cut.
/// </summary>
internal sealed class FarStore(IBlobStore store) : IBlobStore
{
    private long _bytes;
    private long _left = long.MaxValue;

    /// <summary>Bytes of blobs that were read.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    public string Url => store.Url;

    /// <summary>Awaited before each part.</summary>
    public Func<Task> Before { get; set; } = () => Task.CompletedTask;

    /// <summary>From now on fails after so many bytes, in the middle of a part.</summary>
    public void CutAfter(long bytes) => Interlocked.Exchange(ref _left, bytes);

    public void Reset() => (_bytes, _left) = (0, long.MaxValue);

    public async Task<long?> ReadPartAsync(
        Digest digest, long offset, int count, SafeFileHandle target, Action<long>? advanced, CancellationToken cancel)
    {
        await Before();
        long? length = null;
        const int Step = 1024 * 1024;
        for (var done = 0; done < count; done += Step)
        {
            if (Interlocked.Add(ref _left, -Step) < 0)
            {
                throw new RegistryException(ErrorCodes.StoreUnavailable, "The connection was cut.");
            }

            length = await store.ReadPartAsync(
                digest, offset + done, Math.Min(Step, count - done), target,
                bytes =>
                {
                    Interlocked.Add(ref _bytes, bytes);
                    advanced?.Invoke(bytes);
                },
                cancel);
        }

        return length;
    }

    public Task<IReadOnlyList<(Digest Digest, long Size)>> PutFilesAsync(
        IReadOnlyList<SourceFile> files, TransferMeter meter, CancellationToken cancel) =>
        store.PutFilesAsync(files, meter, cancel);

    public Task<IReadOnlyList<(Digest Digest, long Size)>> ReplaceFilesAsync(
        IReadOnlyList<SourceFile> files, TransferMeter meter, CancellationToken cancel) =>
        store.ReplaceFilesAsync(files, meter, cancel);

    public Task<Digest> PutBytesAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel) =>
        store.PutBytesAsync(bytes, cancel);

    public Task<IReadOnlyDictionary<Digest, long>> FindAsync(
        IReadOnlyCollection<Digest> digests, CancellationToken cancel) => store.FindAsync(digests, cancel);

    public Task<(int Count, long Bytes)> SweepUploadsAsync(DateTimeOffset before, CancellationToken cancel) =>
        store.SweepUploadsAsync(before, cancel);

    public Task WriteAsync(string key, ReadOnlyMemory<byte> bytes, CancellationToken cancel) =>
        store.WriteAsync(key, bytes, cancel);

    public Task<byte[]?> ReadAsync(string key, CancellationToken cancel) => store.ReadAsync(key, cancel);

    public Task DeleteAsync(string key, CancellationToken cancel) => store.DeleteAsync(key, cancel);

    public IAsyncEnumerable<StoreObject> ListAsync(string prefix, CancellationToken cancel) =>
        store.ListAsync(prefix, cancel);
}
