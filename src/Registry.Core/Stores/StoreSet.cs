using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;
using Registry.Content;
using Registry.Stores.Transfer;

namespace Registry.Stores;

/// <summary>The stores of a registry in order: the first is written to, all are read.</summary>
/// <param name="sink">Told where a store did not have what the next one gave.</param>
internal sealed class StoreSet(IReadOnlyList<IBlobStore> stores, IProgressSink? sink = null)
{
    private readonly ConcurrentDictionary<(string Store, ErrorCode Code), bool> _told = [];

    /// <summary>All of them, in the order of reading.</summary>
    public IReadOnlyList<IBlobStore> Stores => stores;

    public IBlobStore Primary => stores[0];

    /// <summary>
    /// Copies a blob to a file from the first store that has it whole, going on where an earlier attempt was cut. Bytes that
    /// do not match are never left for good: the caller's file is only used when this returns.
    /// </summary>
    /// <param name="what">The file's name for messages.</param>
    /// <exception cref="RegistryException">
    /// MLR1202 where no store has it, MLR1403 where those that have it are damaged, MLR1201 where none can be reached.
    /// </exception>
    public async Task ReadAsync(
        BlobDownload download, string what, PartTransfer transfer, Action<long>? advanced, CancellationToken cancel)
    {
        RegistryException? failure = null;
        var passed = new List<(IBlobStore Store, RegistryException Why)>();
        foreach (var store in stores)
        {
            try
            {
                if (await TryReadAsync(store, download, transfer, advanced, cancel) is not var (actual, length))
                {
                    passed.Add((store, NotIn(store, what, download.Digest)));
                    continue;
                }

                if (IsWhole(download, actual, length))
                {
                    Warn(passed, store);
                    return;
                }

                download.Discard();
                failure = Damaged(store, what, download.Digest, download.Size, actual, length);
                passed.Add((store, failure));
            }
            catch (BlobReader.LongerBlobException e)
            {
                download.Discard();
                failure = Damaged(store, what, download.Digest, download.Size, null, e.Length);
                passed.Add((store, failure));
            }
            catch (RegistryException e) when (e.Error == ErrorCodes.StoreUnavailable)
            {
                failure ??= e;
                passed.Add((store, e));
            }
        }

        throw failure ?? Missing(what, download.Digest);
    }

    /// <summary>The same into a new file.</summary>
    public Task ReadAsync(
        Digest digest, long? size, string what, SafeFileHandle target, Action<long>? advanced, CancellationToken cancel) =>
        ReadAsync(
            new BlobDownload(digest, size, target), what, new PartTransfer(TransferOptions.FromEnvironment()), advanced, cancel);

    /// <summary>What stands in a store is not what its digest says.</summary>
    public static RegistryException Damaged(
        IBlobStore store, string what, Digest digest, long? size, Digest? actual, long length) => new(
        ErrorCodes.Mismatch,
        $"'{Naming.Shown.Of(what)}' in the store '{store.Url}' is damaged: expected {digest}"
        + $"{(size is null ? "" : $" of {size} bytes")}, actual {(actual is null ? "" : $"{actual} of ")}{length} bytes. Nothing was "
        + "replaced; restore the blob from another copy of the store, or register the version anew with -Force.");

    /// <summary>None of the stores has it.</summary>
    public RegistryException Missing(string what, Digest digest) => new(
        ErrorCodes.BlobMissing,
        $"'{Naming.Shown.Of(what)}' ({digest}) is in none of the stores {string.Join(", ", stores.Select(s => $"'{s.Url}'"))}; "
        + "see that registry.yaml names the store it was registered to, or copy the blob there.");

    private static RegistryException NotIn(IBlobStore store, string what, Digest digest) =>
        new(ErrorCodes.BlobMissing, $"'{Naming.Shown.Of(what)}' ({digest}) is not in the store '{store.Url}'.");

    /// <summary>Damage is told of each file; that a store is not there or lacks some, once.</summary>
    private void Warn(List<(IBlobStore Store, RegistryException Why)> passed, IBlobStore used)
    {
        foreach (var (store, why) in passed)
        {
            if (_told.TryAdd((store.Url, why.Error), true) || why.Error == ErrorCodes.Mismatch)
            {
                sink?.Write(new RegistryMessage(
                    MessageLevel.Warning, why.Error, $"{why.Message} The store '{used.Url}' was read in its place."));
            }
        }
    }

    private static async Task<(Digest, long)?> TryReadAsync(
        IBlobStore store, BlobDownload download, PartTransfer transfer, Action<long>? advanced, CancellationToken cancel)
    {
        var resumed = download.Journal is { HasAny: true };
        if (!resumed)
        {
            download.Discard();
        }

        var read = await BlobReader.TryReadAsync(store, download, transfer, advanced, cancel);
        if (!resumed || read is not var (actual, length) || IsWhole(download, actual, length))
        {
            return read;
        }

        // What the earlier attempt left was not what its journal said; only bytes of this one count now.
        download.Discard();
        return await BlobReader.TryReadAsync(store, download, transfer, null, cancel);
    }

    private static bool IsWhole(BlobDownload download, Digest actual, long length) =>
        actual == download.Digest && (download.Size ?? length) == length;

    /// <summary>The lengths of blobs in the first store that has each; those that no store has are left out.</summary>
    /// <exception cref="RegistryException">MLR1201 where one is missing and not every store could be asked.</exception>
    public async Task<IReadOnlyDictionary<Digest, long>> FindAsync(
        IReadOnlyCollection<Digest> digests, CancellationToken cancel)
    {
        RegistryException? failure = null;
        var found = new Dictionary<Digest, long>();
        IReadOnlyCollection<Digest> missing = digests;
        foreach (var store in stores)
        {
            try
            {
                foreach (var (digest, size) in await store.FindAsync(missing, cancel))
                {
                    found[digest] = size;
                }
            }
            catch (RegistryException e) when (e.Error == ErrorCodes.StoreUnavailable)
            {
                failure ??= e;
            }

            missing = [.. missing.Where(digest => !found.ContainsKey(digest))];
            if (missing.Count == 0)
            {
                return found;
            }
        }

        return failure is null ? found : throw failure;
    }
}
