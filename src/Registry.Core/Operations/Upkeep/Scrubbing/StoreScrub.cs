using System.Collections.Concurrent;
using Registry.Content;
using Registry.Stores;

namespace Registry.Operations.Upkeep.Scrubbing;

/// <summary>
/// Looks at one store: that it has what versions name, that nothing else lies in it, and that the bytes it has are the
/// ones their names say.
/// </summary>
/// <param name="census">Taken before: what is registered meanwhile is young here, and not missing.</param>
/// <param name="others">The registry's other stores, which may have what this one lacks.</param>
/// <param name="found">Told of each finding, from any thread, one at a time.</param>
internal sealed class StoreScrub(
    IBlobStore store, string registry, BlobCensus census, IReadOnlyList<IBlobStore> others, Action<StoreFinding> found)
{
    /// <summary>A store that fails this often is given up.</summary>
    private const int MostFailures = 10;

    private readonly StoreFindings _findings = new(store.Url, registry);
    private readonly StoreTally _tally = new(store.Url, registry, found);
    private readonly ConcurrentDictionary<Digest, bool> _whole = [];
    private int _failures;

    /// <summary>Blobs whose bytes were seen to be right.</summary>
    public ICollection<Digest> Whole => _whole.Keys;

    public async Task<StoreReport> RunAsync(StoreCheckRequest request, IProgressSink? sink, CancellationToken cancel)
    {
        try
        {
            var inventory = await StoreInventory.TakeAsync(store, cancel);
            var check = new InventoryCheck(store, inventory, census, _findings, _tally);
            await check.RunAsync(others, sink, cancel);
            await HashAsync(Chosen(inventory, request), sink, cancel);
            return _tally.ToReport(completed: true);
        }
        catch (RegistryException e) when (e.Error == ErrorCodes.StoreUnavailable)
        {
            _tally.Add(_findings.Unreachable(e));
            return _tally.ToReport(completed: false);
        }
    }

    private List<ListedBlob> Chosen(StoreInventory inventory, StoreCheckRequest request)
    {
        // One of another length is damaged, whatever it hashes to, and was told of.
        var chosen = inventory.Blobs.Values
            .Where(blob => !census.Blobs.TryGetValue(blob.Digest, out var named) || (named.Size ?? blob.Size) == blob.Size)
            .Where(blob => request.Since is not { } since || blob.Modified >= since
                || (census.Blobs.TryGetValue(blob.Digest, out var named) && named.Registered >= since))
            .ToList();
        if (request.Sample is { } sample && sample.Of(chosen.Count) is var count && count < chosen.Count)
        {
            // A listing has no order that is promised; with one of its own, a seed means the same blobs each time.
            chosen.Sort((one, other) => string.CompareOrdinal(one.Digest.Hex, other.Digest.Hex));
            var random = request.Seed is { } seed ? new Random(seed) : new Random();
            for (var i = 0; i < count; i++)
            {
                var j = random.Next(i, chosen.Count);
                (chosen[i], chosen[j]) = (chosen[j], chosen[i]);
            }

            chosen.RemoveRange(count, chosen.Count - count);
        }

        return chosen;
    }

    private async Task HashAsync(List<ListedBlob> blobs, IProgressSink? sink, CancellationToken cancel)
    {
        var meter = new TransferMeter(sink, $"Checking {store.Url}", blobs.Sum(blob => blob.Size), blobs.Count);
        var options = new ParallelOptions
        {
            CancellationToken = cancel, MaxDegreeOfParallelism = Math.Clamp(Environment.ProcessorCount, 2, 8),
        };
        await Parallel.ForEachAsync(blobs, options, async (blob, stop) =>
        {
            meter.Begin(census.Blobs.GetValueOrDefault(blob.Digest)?.What ?? blob.Digest.Hex);
            await HashAsync(blob, meter, stop);
            meter.EndFile();
        });
        sink?.Write(new RegistryMessage(MessageLevel.Verbose, null, _tally.Coverage));
    }

    private async Task HashAsync(ListedBlob blob, TransferMeter meter, CancellationToken cancel)
    {
        var named = census.Blobs.GetValueOrDefault(blob.Digest);
        try
        {
            if (await BlobProbe.HashAsync(store, blob.Digest, meter.Advance, cancel) is not var (actual, size))
            {
                if (named is not null)
                {
                    _tally.Add(_findings.Missing(named, null));
                }

                return;
            }

            _tally.CountHashed(size);
            if (actual != blob.Digest)
            {
                _tally.Add(_findings.Damaged(named, blob.Digest, size, actual));
                return;
            }

            _whole[blob.Digest] = true;
        }
        catch (RegistryException e) when (
            e.Error == ErrorCodes.StoreUnavailable && Interlocked.Increment(ref _failures) < MostFailures)
        {
            _tally.Add(_findings.Unreadable(named, blob.Digest, e));
        }
    }
}
