using Registry.Content;

namespace Registry.Stores.Collection;

/// <summary>
/// Keeps what a writer puts from being swept under its hands: opened before the first blob is put, asked after the last
/// one and before anything names them. Where nothing of it is condemned it costs two listings and no more.
/// </summary>
/// <remarks>
/// Two flags, each raised before the other's is looked at: a writer's intent and a sweeper's claim. Either the sweeper
/// sees the intent and lets go, or the writer sees the claim, waits until it is gone, and puts anew what is missing.
/// Intents are left to expire: until then, the event that names the blobs is written, and the next mark finds it.
/// </remarks>
internal sealed class PutWatch
{
    /// <summary>What was looked at longer ago may have changed.</summary>
    private static readonly TimeSpan s_validity = Tombstones.ShortestGrace / 2;

    /// <summary>A claim as old as this is that of a sweeper that was killed: none works longer than a third of it.</summary>
    private static readonly TimeSpan s_claimLife = 3 * Sweeper.Longest;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    private readonly IBlobStore _store;
    private readonly WatchClock _clock;
    private readonly IProgressSink? _sink;
    private HashSet<Digest> _endangered = [];
    private long? _begun;

    private PutWatch(IBlobStore store, IProgressSink? sink, WatchClock clock) => (_store, _sink, _clock) = (store, sink, clock);

    public static async Task<PutWatch> BeginAsync(
        IBlobStore store, IProgressSink? sink, CancellationToken cancel, WatchClock? clock = null)
    {
        var watch = new PutWatch(store, sink, clock ?? WatchClock.System);
        try
        {
            await watch.LookAsync(cancel);
        }
        catch (RegistryException e) when (e.Error == ErrorCodes.StoreUnavailable)
        {
            // Not made yet, perhaps: whether it can be used is told by who puts, and then it is looked at again.
            watch._begun = null;
        }

        return watch;
    }

    /// <summary>Makes sure of blobs that were put since the watch began.</summary>
    /// <returns>Those that were swept meanwhile: they must be put anew, and are safe then.</returns>
    public async Task<IReadOnlySet<Digest>> SecureAsync(IReadOnlyCollection<Digest> digests, CancellationToken cancel)
    {
        var isStale = _begun is not { } begun || _clock.Time.GetElapsedTime(begun) > s_validity;
        if (isStale)
        {
            await LookAsync(cancel);
        }

        var mine = digests.Where(_endangered.Contains).ToHashSet();
        if (mine.Count > 0)
        {
            await PardonAsync(mine, cancel);
        }

        // By a look that came after the puts, as much may have been swept between them as could be.
        HashSet<Digest> missing = isStale ? [.. digests] : mine;
        var there = missing.Count == 0 ? null : await _store.FindAsync(missing, cancel);
        missing.RemoveWhere(digest => there!.ContainsKey(digest));
        return missing;
    }

    private async Task PardonAsync(HashSet<Digest> mine, CancellationToken cancel)
    {
        var now = DateTimeOffset.MinValue;
        foreach (var some in mine.Chunk(BlobNote.Most))
        {
            now = (await BlobNote.WriteAsync(_store, StoreKeys.Intents, some, cancel)).Written;
        }

        await WaitForSweepersAsync(mine, now, cancel);
        foreach (var digest in mine)
        {
            await Tombstones.DeleteAsync(_store, digest, cancel);
        }
    }

    /// <summary>
    /// Tombstones first, then claims: a sweeper that claims after that looks for the tombstone once more, and finds none
    /// or one that is too young.
    /// </summary>
    private async Task LookAsync(CancellationToken cancel)
    {
        _begun = _clock.Time.GetTimestamp();
        _endangered = [.. (await Tombstones.ReadAsync(_store, cancel)).Keys];
        foreach (var claim in await BlobNote.ReadAllAsync(_store, StoreKeys.Claims, cancel))
        {
            _endangered.UnionWith(claim.Digests);
        }
    }

    private async Task WaitForSweepersAsync(HashSet<Digest> mine, DateTimeOffset now, CancellationToken cancel)
    {
        var begun = _clock.Time.GetTimestamp();
        var isTold = false;
        while (true)
        {
            // By the store's clock, which none but a forged or damaged claim is ahead of.
            var present = now + _clock.Time.GetElapsedTime(begun);
            var claims = await BlobNote.ReadAllAsync(_store, StoreKeys.Claims, cancel);
            if (!claims.Any(claim => (present - claim.Written).Duration() < s_claimLife && claim.Digests.Overlaps(mine)))
            {
                return;
            }

            if (!isTold)
            {
                isTold = true;
                _sink?.Write(new RegistryMessage(
                    MessageLevel.Verbose, null, $"Blobs are being swept from the store '{_store.Url}' that are put again here; "
                    + "waiting for the sweep to end."));
            }

            await _clock.PauseAsync(s_pause, cancel);
        }
    }
}

/// <summary>How time passes for who waits for another process.</summary>
internal sealed record WatchClock(TimeProvider Time, Func<TimeSpan, CancellationToken, Task> PauseAsync)
{
    public static WatchClock System { get; } = new(TimeProvider.System, Task.Delay);
}
