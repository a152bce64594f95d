using System.Globalization;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Registry.MSBuild;

/// <summary>Turns what the core reports into messages and coded warnings.</summary>
internal sealed class TaskProgress(TaskLoggingHelper log, Diagnostics diagnostics) : IProgressSink
{
    private const int Pause = 5_000;
    private long _next = Environment.TickCount64 + Pause;

    // A long transfer says that it is alive; a short one says nothing.
    public void Report(TransferProgress progress)
    {
        var now = Environment.TickCount64;
        var next = Interlocked.Read(ref _next);
        if (now >= next && Interlocked.CompareExchange(ref _next, now + Pause, next) == next)
        {
            log.LogMessage(
                MessageImportance.Normal, "{0} {1}: {2} of {3} MiB{4}{5}.",
                progress.Activity, progress.Item, Mebibytes(progress.Bytes), Mebibytes(progress.TotalBytes),
                progress.BytesPerSecond is { } rate ? $", {Mebibytes(rate)} MiB/s" : "",
                progress.TimeLeft is { } left ? $", {Math.Ceiling(left.TotalSeconds):0} s left" : "");
        }
    }

    private static string Mebibytes(double bytes) =>
        (bytes / (1024 * 1024)).ToString("0.#", CultureInfo.InvariantCulture);

    public void Write(RegistryMessage message)
    {
        if (message.Level == MessageLevel.Warning)
        {
            diagnostics.Warning(message.Code, message.Text);
        }
        else
        {
            log.LogMessage(MessageImportance.Low, "{0}", message.Text);
        }
    }
}
