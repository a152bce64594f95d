using Microsoft.Win32.SafeHandles;
using Registry.Content;

namespace Registry.Stores;

/// <summary>The stores of a registry in order: the first is written to, all are read.</summary>
internal sealed class StoreSet(IReadOnlyList<IBlobStore> stores)
{
    /// <summary>All of them, in the order of reading.</summary>
    public IReadOnlyList<IBlobStore> Stores => stores;

    public IBlobStore Primary => stores[0];

    /// <summary>
    /// Copies a blob to a file from the first store that has it whole. Bytes that do not match are never left for good:
    /// the caller's file is only used when this returns.
    /// </summary>
    /// <param name="what">The file's name for messages.</param>
    /// <param name="size">Expected length; null where only the digest is known.</param>
    /// <exception cref="RegistryException">
    /// MLR1202 where no store has it, MLR1403 where those that have it are damaged, MLR1201 where none can be reached.
    /// </exception>
    public async Task ReadAsync(
        Digest digest, long? size, string what, SafeFileHandle target, Action<long>? advanced, CancellationToken cancel)
    {
        RegistryException? failure = null;
        foreach (var store in stores)
        {
            try
            {
                RandomAccess.SetLength(target, 0);
                if (await BlobReader.TryReadAsync(store, digest, target, advanced, cancel) is not var (actual, length))
                {
                    continue;
                }

                if (actual == digest && (size ?? length) == length)
                {
                    return;
                }

                failure = new RegistryException(
                    ErrorCodes.Mismatch,
                    $"'{Naming.Shown.Of(what)}' in the store '{store.Url}' is damaged: expected {digest}"
                    + $"{(size is null ? "" : $" of {size} bytes")}, actual {actual} of {length} bytes. Nothing was "
                    + "replaced; restore the blob from another copy of the store, or register the version anew.");
            }
            catch (RegistryException e) when (e.Error == ErrorCodes.StoreUnavailable)
            {
                failure ??= e;
            }
        }

        throw failure ?? new RegistryException(
            ErrorCodes.BlobMissing,
            $"'{Naming.Shown.Of(what)}' ({digest}) is in none of the stores {string.Join(", ", stores.Select(s => $"'{s.Url}'"))}; "
            + "see that registry.yaml names the store it was registered to, or copy the blob there.");
    }

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
