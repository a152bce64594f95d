using System.Diagnostics;
using System.Management.Automation;

namespace Registry.PowerShell.Binding;

/// <summary>Shows how far a transfer is, once it takes long enough for someone to wonder.</summary>
internal sealed class ProgressDisplay(Cmdlet cmdlet)
{
    private const int ActivityId = 1;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private object? _shown;

    /// <summary>Writes a record unless the same was shown already. The caller sets the pace.</summary>
    public void Show(object? latest)
    {
        if (_clock.Elapsed < Patience || ReferenceEquals(latest, _shown) || latest is not TransferProgress progress)
        {
            return;
        }

        _shown = latest;
        cmdlet.WriteProgress(new ProgressRecord(ActivityId, OrDots(progress.Activity), Status(progress))
        {
            CurrentOperation = progress.Item,
            SecondsRemaining = progress.TimeLeft is { } left ? (int)Math.Ceiling(left.TotalSeconds) : -1,
            PercentComplete = progress.TotalBytes > 0
                ? (int)Math.Clamp(100.0 * progress.Bytes / progress.TotalBytes, 0, 100)
                : -1,
        });
    }

    public void Complete()
    {
        if (_shown is TransferProgress progress)
        {
            cmdlet.WriteProgress(new ProgressRecord(ActivityId, OrDots(progress.Activity), Status(progress))
            {
                RecordType = ProgressRecordType.Completed,
            });
        }
    }

    internal static string Status(TransferProgress progress)
    {
        var bytes = $"{Display.Size(progress.Bytes)} of {Display.Size(progress.TotalBytes)}";
        if (progress.BytesPerSecond is { } rate)
        {
            bytes += $", {Display.Size((long)rate)}/s";
        }

        var file = Math.Min(progress.Files + 1, progress.TotalFiles);
        return progress.TotalFiles > 1 ? $"{bytes}, file {file} of {progress.TotalFiles}" : bytes;
    }

    /// <summary>A record refuses an empty activity.</summary>
    private static string OrDots(string text) => text.Length == 0 ? "…" : text;
}
