namespace Registry.Content;

/// <summary>
/// Counts what one operation moves and reports it: at the start, then a few times a second, and once all is done. Safe from
/// several threads.
/// </summary>
internal sealed class TransferMeter(
    IProgressSink? sink, string activity, long totalBytes, int totalFiles, TimeProvider? clock = null)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    private readonly TransferRate _rate = new(clock ?? TimeProvider.System);
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly Lock _lock = new();
    private long? _reported;
    private long _bytes;
    private int _files;
    private string _item = "";

    public void Begin(string item)
    {
        _item = item;
        Report();
    }

    public void Advance(long bytes)
    {
        Interlocked.Add(ref _bytes, bytes);
        Report();
    }

    public void EndFile()
    {
        if (Interlocked.Increment(ref _files) == totalFiles)
        {
            _reported = null;
        }

        Report();
    }

    private void Report()
    {
        if (sink is null || (_reported is { } last && _clock.GetElapsedTime(last) < s_pause))
        {
            return;
        }

        lock (_lock)
        {
            if (_reported is { } at && _clock.GetElapsedTime(at) < s_pause)
            {
                return;
            }

            _reported = _clock.GetTimestamp();
            var bytes = Math.Min(Interlocked.Read(ref _bytes), totalBytes);
            _rate.Add(bytes);
            sink.Report(new TransferProgress(activity, _item, bytes, totalBytes, Math.Min(_files, totalFiles), totalFiles)
            {
                BytesPerSecond = _rate.BytesPerSecond,
                TimeLeft = _rate.TimeFor(totalBytes - bytes),
            });
        }
    }
}
