using System.Text;
using Registry.Content;

namespace Registry.Stores.Collection;

/// <summary>
/// A small object that tells others which blobs its writer is at work on: an intent of who puts them, or a claim of who
/// sweeps them. It is dated by the store's clock, which is the only one that all share.
/// </summary>
internal sealed record BlobNote(string Key, DateTimeOffset Written, IReadOnlySet<Digest> Digests)
{
    /// <summary>So many digests fit into one note.</summary>
    public const int Most = IStoreObjects.Longest / 65;

    /// <summary>A note older than this is nobody's any more.</summary>
    public static TimeSpan Life { get; } = TimeSpan.FromDays(1);

    /// <summary>Writes a note of up to <see cref="Most"/> digests.</summary>
    public static async Task<BlobNote> WriteAsync(
        IStoreObjects store, string prefix, IReadOnlyCollection<Digest> digests, CancellationToken cancel)
    {
        var key = $"{prefix}{Guid.NewGuid():N}";
        await store.WriteAsync(key, Encoding.ASCII.GetBytes(string.Concat(digests.Select(d => d.Hex + "\n"))), cancel);
        await foreach (var written in store.ListAsync(prefix, cancel))
        {
            if (written.Key == key)
            {
                return new BlobNote(key, written.Modified, digests.ToHashSet());
            }
        }

        throw new RegistryException(
            ErrorCodes.StoreUnavailable,
            $"What was written to '{key}' in the store is not listed there; whoever cleans up 'uploads/' must spare what is "
            + "younger than a day. Run it again.");
    }

    /// <summary>Every note below a prefix, in no order that means anything.</summary>
    public static async Task<IReadOnlyList<BlobNote>> ReadAllAsync(
        IStoreObjects store, string prefix, CancellationToken cancel)
    {
        var found = new List<StoreObject>();
        await foreach (var note in store.ListAsync(prefix, cancel))
        {
            found.Add(note);
        }

        var notes = new List<BlobNote>();
        foreach (var note in found)
        {
            // Taken away since it was listed, it means nothing any more.
            if (await store.ReadAsync(note.Key, cancel) is { } bytes)
            {
                var lines = Encoding.ASCII.GetString(bytes).Split('\n');
                notes.Add(new BlobNote(note.Key, note.Modified, lines.Select(Digest.TryParse).OfType<Digest>().ToHashSet()));
            }
        }

        return notes;
    }
}
