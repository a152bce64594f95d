using System.Collections.Concurrent;
using Registry.Content;
using Registry.Stores;
using Registry.Stores.Collection;
using Registry.Stores.Transfer;

namespace Registry.Operations.Upkeep.Mirroring;

/// <summary>A blob to be copied, and what it is called in messages.</summary>
internal sealed record WantedBlob(Digest Digest, long Size, string What);

/// <summary>
/// Copies blobs from one store to another: several at once into files of the cache's folder, where each is hashed, and
/// from there into the store, which hashes them again. What does not match never gets that far.
/// </summary>
/// <param name="from">Asked in order: where one has a blob damaged, the next is.</param>
internal sealed class BlobTransfer(StoreSet from, IBlobStore to, TransferMeter meter)
{
    /// <summary>What is on this machine's disk at a time: so many blobs, so many bytes, and one blob however long.</summary>
    private const int MostBlobs = 128;

    private const long MostBytes = 256L * 1024 * 1024;

    /// <summary>A source that fails this often is given up.</summary>
    private const int MostFailures = 10;

    private const int MostAtOnce = 4;

    private readonly PartTransfer _parts = new(TransferOptions.FromEnvironment());
    private readonly BlobLayout _scratch = new(ContentCache.OfUser().Root);
    private readonly ConcurrentDictionary<Digest, RegistryException> _failures = [];
    private PutWatch? _watch;
    private int _unavailable;

    /// <summary>Why blobs could not be had; all others of those that were asked for are in the store.</summary>
    public IReadOnlyDictionary<Digest, RegistryException> Failures => _failures;

    /// <summary>Copies in the order given, batch by batch; one that cannot be had does not stop the others.</summary>
    /// <param name="replace">Writes over what the store has under these digests, though it has the right length.</param>
    /// <exception cref="RegistryException">MLR1201 where the store cannot be written to, or no source be read.</exception>
    public async Task CopyAsync(IEnumerable<WantedBlob> blobs, bool replace, CancellationToken cancel)
    {
        _watch ??= await PutWatch.BeginAsync(to, null, cancel);
        foreach (var batch in Batches(blobs))
        {
            await CopyBatchAsync(batch, replace, cancel);
        }
    }

    private static IEnumerable<List<WantedBlob>> Batches(IEnumerable<WantedBlob> blobs)
    {
        var (batch, bytes) = (new List<WantedBlob>(), 0L);
        foreach (var blob in blobs)
        {
            if (batch.Count == MostBlobs || (batch.Count > 0 && bytes + blob.Size > MostBytes))
            {
                yield return batch;
                (batch, bytes) = ([], 0);
            }

            batch.Add(blob);
            bytes += blob.Size;
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    private async Task CopyBatchAsync(List<WantedBlob> batch, bool replace, CancellationToken cancel)
    {
        var fetched = new ConcurrentDictionary<Digest, SourceFile>();
        try
        {
            var options = new ParallelOptions { CancellationToken = cancel, MaxDegreeOfParallelism = MostAtOnce };
            await Parallel.ForEachAsync(batch, options, async (blob, stop) => await FetchAsync(blob, fetched, stop));
            var files = batch.Where(blob => fetched.ContainsKey(blob.Digest)).ToList();
            if (files.Count > 0)
            {
                await PutAsync(files, fetched, replace, cancel);
            }
        }
        finally
        {
            foreach (var file in fetched.Values)
            {
                File.Delete(file.FullPath);
            }
        }
    }

    private async Task FetchAsync(
        WantedBlob blob, ConcurrentDictionary<Digest, SourceFile> fetched, CancellationToken cancel)
    {
        meter.Begin(blob.What);
        var path = _scratch.NewUpload();
        fetched[blob.Digest] = new SourceFile(path, blob.What, blob.Size);
        try
        {
            using var target = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
            await from.ReadAsync(
                new BlobDownload(blob.Digest, null, target), blob.What, _parts, meter.Advance, cancel);
        }
        catch (RegistryException e) when (
            e.Error != ErrorCodes.StoreUnavailable || Interlocked.Increment(ref _unavailable) < MostFailures)
        {
            _failures[blob.Digest] = e;
            fetched.TryRemove(blob.Digest, out _);
            File.Delete(path);
        }
    }

    /// <summary>What was condemned in the store is pardoned, and put once more where it was just being swept.</summary>
    private async Task PutAsync(
        List<WantedBlob> blobs, ConcurrentDictionary<Digest, SourceFile> fetched, bool replace, CancellationToken cancel)
    {
        var quiet = new TransferMeter(null, "", 0, 0);
        var files = blobs.Select(blob => fetched[blob.Digest]).ToList();
        var stored = replace
            ? await to.ReplaceFilesAsync(files, quiet, cancel) : await to.PutFilesAsync(files, quiet, cancel);
        var swept = await _watch!.SecureAsync([.. blobs.Select(blob => blob.Digest)], cancel);
        if (swept.Count > 0)
        {
            await to.PutFilesAsync([.. swept.Select(digest => fetched[digest])], quiet, cancel);
        }

        foreach (var (blob, put) in blobs.Zip(stored))
        {
            meter.EndFile();
            if (put.Digest != blob.Digest)
            {
                _failures[blob.Digest] = new RegistryException(
                    ErrorCodes.Mismatch,
                    $"'{Naming.Shown.Of(blob.What)}' changed in '{_scratch.Uploads}' while it was copied: expected {blob.Digest}, "
                    + $"actual {put.Digest}. Check that disk, or set MODEL_REGISTRY_CACHE to another.");
            }
        }
    }
}
