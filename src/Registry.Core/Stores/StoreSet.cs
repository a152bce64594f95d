using Microsoft.Win32.SafeHandles;
using Registry.Content;

namespace Registry.Stores;

/// <summary>The stores of a registry in order: the first is written to, all are read.</summary>
internal sealed class StoreSet(IReadOnlyList<IBlobStore> stores)
{
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
                if (await store.TryReadAsync(digest, target, advanced, cancel) is not var (actual, length))
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

    /// <summary>A blob's length in the first store that has it; null where none has.</summary>
    /// <exception cref="RegistryException">MLR1201 where none of those that can be reached has it.</exception>
    public async Task<long?> FindSizeAsync(Digest digest, CancellationToken cancel)
    {
        RegistryException? failure = null;
        foreach (var store in stores)
        {
            try
            {
                if (await store.FindSizeAsync(digest, cancel) is { } size)
                {
                    return size;
                }
            }
            catch (RegistryException e) when (e.Error == ErrorCodes.StoreUnavailable)
            {
                failure ??= e;
            }
        }

        return failure is null ? null : throw failure;
    }
}
