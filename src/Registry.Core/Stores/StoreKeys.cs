using Registry.Content;

namespace Registry.Stores;

/// <summary>The keys of a store's objects; a folder and a bucket have the same.</summary>
internal static class StoreKeys
{
    public const string Marker = "registry-store.json";

    public const string Blobs = "blobs/sha256/";

    public const string Uploads = "uploads/";

    /// <summary>Notes of writers that are about to use condemned blobs again.</summary>
    public const string Intents = "uploads/intents/";

    /// <summary>Notes of sweepers that are about to delete blobs.</summary>
    public const string Claims = "uploads/claims/";

    /// <summary>Which registries keep bytes here.</summary>
    public const string Registries = "registries/";

    public const string Tombstones = "tombstones/sha256/";

    public static string BlobOf(Digest digest) => $"{Blobs}{digest.Hex[..2]}/{digest.Hex}";

    public static string TombstoneOf(Digest digest) => $"{Tombstones}{digest.Hex[..2]}/{digest.Hex}";

    /// <summary>The digest that a blob's or tombstone's key names; null for any other key.</summary>
    public static Digest? DigestOf(string key)
    {
        var at = key.LastIndexOf('/');
        return at > 0 && Digest.TryParse(key[(at + 1)..]) is { } digest && (key == BlobOf(digest) || key == TombstoneOf(digest))
            ? digest : null;
    }
}
