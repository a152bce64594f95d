namespace Registry.Content;

/// <summary>Counts what one operation moves and reports it. Safe from several threads.</summary>
internal sealed class TransferMeter(IProgressSink? sink, string activity, long totalBytes, int totalFiles)
{
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
        Interlocked.Increment(ref _files);
        Report();
    }

    private void Report() => sink?.Report(
        new TransferProgress(
            activity, _item, Math.Min(Interlocked.Read(ref _bytes), totalBytes), totalBytes,
            Math.Min(_files, totalFiles), totalFiles));
}
