namespace Registry.Stores;

/// <summary>An object of a store: its key from the store's root on, <c>/</c>-separated, its length, its last write.</summary>
internal readonly record struct StoreObject(string Key, long Size, DateTimeOffset Modified);

/// <summary>
/// A store as objects by key: what upkeep works on. Keys are those of <see cref="StoreKeys"/>, never from outside.
/// </summary>
internal interface IStoreObjects
{
    /// <summary>Longest object that <see cref="ReadAsync"/> returns, in bytes.</summary>
    const int Longest = 64 * 1024;

    /// <summary>Writes a small object whole, replacing one of that key; durable once it returns.</summary>
    Task WriteAsync(string key, ReadOnlyMemory<byte> bytes, CancellationToken cancel);

    /// <summary>A small object; null where there is none.</summary>
    /// <exception cref="RegistryException">MLR1005 where it is longer than <see cref="Longest"/>.</exception>
    Task<byte[]?> ReadAsync(string key, CancellationToken cancel);

    /// <summary>Deletes an object, of any length; one that is not there is no error.</summary>
    Task DeleteAsync(string key, CancellationToken cancel);

    /// <summary>The objects below a prefix that ends with <c>/</c>, in ordinal order of their keys.</summary>
    IAsyncEnumerable<StoreObject> ListAsync(string prefix, CancellationToken cancel);
}
