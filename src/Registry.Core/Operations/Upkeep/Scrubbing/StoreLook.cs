using System.Collections.Concurrent;
using Registry.Content;
using Registry.Stores;

namespace Registry.Operations.Upkeep.Scrubbing;

/// <summary>What is wrong with a blob that is there.</summary>
internal sealed record BlobFault(long Size, Digest? Actual, RegistryException? Error);

/// <summary>Which of some blobs a store has whole, and what is wrong with the others.</summary>
internal sealed class StoreLook(IBlobStore store)
{
    private readonly ConcurrentDictionary<Digest, bool> _whole = [];

    public IBlobStore Store => store;

    /// <summary>Why the store could not be asked at all; null where it was.</summary>
    public RegistryException? Failure { get; private set; }

    public ConcurrentDictionary<Digest, BlobFault> Faults { get; } = [];

    public IReadOnlySet<Digest> Whole { get; private set; } = new HashSet<Digest>();

    /// <param name="quick">Trusts the length, and reads nothing.</param>
    public static async Task<StoreLook> TakeAsync(
        IBlobStore store, BlobCensus census, bool quick, IProgressSink? sink, CancellationToken cancel)
    {
        var look = new StoreLook(store);
        try
        {
            await look.RunAsync(census, quick, sink, cancel);
        }
        catch (RegistryException e) when (e.Error == ErrorCodes.StoreUnavailable)
        {
            look.Failure = e;
        }

        look.Whole = look._whole.Keys.ToHashSet();
        return look;
    }

    private async Task RunAsync(BlobCensus census, bool quick, IProgressSink? sink, CancellationToken cancel)
    {
        var there = await store.FindAsync([.. census.Blobs.Keys], cancel);
        var meter = new TransferMeter(sink, $"Checking {store.Url}", quick ? 0 : there.Values.Sum(), there.Count);
        var options = new ParallelOptions
        {
            CancellationToken = cancel, MaxDegreeOfParallelism = Math.Clamp(Environment.ProcessorCount, 2, 8),
        };
        await Parallel.ForEachAsync(there, options, async (found, stop) =>
        {
            var blob = census.Blobs[found.Key];
            meter.Begin(blob.What);
            if (blob.Size is { } size && size != found.Value)
            {
                Faults[blob.Digest] = new BlobFault(found.Value, null, null);
            }
            else if (quick)
            {
                _whole[blob.Digest] = true;
            }
            else
            {
                await HashAsync(blob.Digest, meter, stop);
            }

            meter.EndFile();
        });
    }

    private async Task HashAsync(Digest digest, TransferMeter meter, CancellationToken cancel)
    {
        try
        {
            if (await BlobProbe.HashAsync(store, digest, meter.Advance, cancel) is not var (actual, size))
            {
                return;
            }

            if (actual == digest)
            {
                _whole[digest] = true;
            }
            else
            {
                Faults[digest] = new BlobFault(size, actual, null);
            }
        }
        catch (RegistryException e) when (e.Error == ErrorCodes.StoreUnavailable)
        {
            Faults[digest] = new BlobFault(0, null, e);
        }
    }
}
