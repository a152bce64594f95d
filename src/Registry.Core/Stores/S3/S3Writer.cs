using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Win32.SafeHandles;
using Registry.Content;

namespace Registry.Stores.S3;

/// <summary>
/// Stores files: each is read once to know its digest, what the server has is asked for many at once, and what it lacks is
/// sent, while the next files are read.
/// </summary>
/// <param name="replace">Sends what the server has in the right length, too.</param>
internal sealed class S3Writer(S3Bucket bucket, TransferMeter meter, bool replace = false) : IDisposable
{
    /// <summary>A body so small takes less time than the way there and back: more of them are under way at once.</summary>
    private const int Small = 1024 * 1024;

    private const int SmallAtOnce = 4;
    private const int MostFilesAhead = 1000;
    private const long MostBytesAhead = 512L * 1024 * 1024;

    private readonly S3Listing _listing = new(bucket);
    private readonly SemaphoreSlim _connections = new(bucket.Options.Parallel);
    private readonly SemaphoreSlim _smallConnections = new(SmallAtOnce * bucket.Options.Parallel);
    private readonly ConcurrentDictionary<Digest, bool> _stored = [];

    public async Task<IReadOnlyList<(Digest Digest, long Size)>> PutAsync(
        IReadOnlyList<SourceFile> files, CancellationToken cancel)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var known = new (Digest, long)[files.Count];
        var batches = Channel.CreateBounded<List<S3Source>>(1);
        var reading = ReadAsync(files, known, batches.Writer, failed.Token);
        try
        {
            await foreach (var batch in batches.Reader.ReadAllAsync(cancel))
            {
                await StoreAsync(batch, cancel);
            }
        }
        catch
        {
            await failed.CancelAsync();
            await reading.ContinueWith(
                static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            throw;
        }

        await reading;
        return known;
    }

    public void Dispose()
    {
        _connections.Dispose();
        _smallConnections.Dispose();
    }

    private async Task ReadAsync(
        IReadOnlyList<SourceFile> files, (Digest, long)[] known, ChannelWriter<List<S3Source>> batches, CancellationToken cancel)
    {
        try
        {
            var batch = new List<S3Source>();
            for (var i = 0; i < files.Count; i++)
            {
                batch.Add(await S3Source.ReadAsync(files[i], bucket.Options.PieceSize, cancel));
                known[i] = (batch[^1].Digest, batch[^1].Size);
                if (batch.Count == MostFilesAhead || batch.Sum(source => source.Size) >= MostBytesAhead)
                {
                    await batches.WriteAsync(batch, cancel);
                    batch = [];
                }
            }

            await batches.WriteAsync(batch, cancel);
            batches.Complete();
        }
        catch (Exception e)
        {
            batches.Complete(e);
        }
    }

    private async Task StoreAsync(List<S3Source> batch, CancellationToken cancel)
    {
        var wanted = batch.Where(source => !_stored.ContainsKey(source.Digest)).DistinctBy(source => source.Digest).ToList();
        var there = await _listing.FindAsync(StoreKeys.Blobs, wanted.Select(source => source.Key), cancel);
        var atOnce = new ParallelOptions
        {
            MaxDegreeOfParallelism = SmallAtOnce * bucket.Options.Parallel, CancellationToken = cancel,
        };
        await Parallel.ForEachAsync(wanted, atOnce, async (source, token) =>
        {
            meter.Begin(source.File.Path);
            if (replace || !there.TryGetValue(source.Key, out var size) || size != source.Size)
            {
                await SendAsync(source, onlyNew: !there.ContainsKey(source.Key), token);
            }
            else
            {
                meter.Advance(source.Size);
            }

            _stored[source.Digest] = true;
            meter.EndFile();
        });

        foreach (var again in batch.Except(wanted))
        {
            meter.Advance(again.Size);
            meter.EndFile();
        }
    }

    private async Task SendAsync(S3Source source, bool onlyNew, CancellationToken cancel)
    {
        using var file = SourceFiles.Open(source.File.FullPath);
        var isSame = source.IsUnchanged(file) && await (source.IsSmall
            ? SendWholeAsync(source, file, onlyNew, cancel)
            : new S3Multipart(bucket, source, file, _connections, meter.Advance).RunAsync(onlyNew, cancel));
        if (!isSame)
        {
            throw source.Changed();
        }
    }

    private async Task<bool> SendWholeAsync(
        S3Source source, SafeFileHandle file, bool onlyNew, CancellationToken cancel)
    {
        var connections = source.Size <= Small ? _smallConnections : _connections;
        await connections.WaitAsync(cancel);
        try
        {
            return await bucket.PutAsync(
                source.Key,
                watch => Payload.Of(file, 0, source.Size, source.Digest, bucket.Throttle, watch, meter.Advance), onlyNew, cancel);
        }
        finally
        {
            connections.Release();
        }
    }
}
