using Microsoft.Win32.SafeHandles;
using Registry.Content;

namespace Registry.Stores.Transfer;

/// <summary>
/// Has the system write to the disk what was copied so far, while copying goes on. Otherwise dirty pages pile up until
/// the system slows their writer down, and a flush at the end finds all of them. Asking may block, hence apart.
/// </summary>
internal sealed class WriteBehind(SafeFileHandle target) : IAsyncDisposable
{
    private const long Step = 64 * 1024 * 1024;
    private Task _asked = Task.CompletedTask;
    private long _at;

    public void Advance(long written, bool isEnd)
    {
        if (written - _at < Step && !(isEnd && written > Step))
        {
            return;
        }

        var (from, count) = (_at, written - _at);
        _at = written;
        _asked = _asked.ContinueWith(
            _ => FileSystem.StartWriting(target, from, count),
            CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    /// <summary>The file must not be closed before the last request is made.</summary>
    public async ValueTask DisposeAsync() => await _asked;
}
