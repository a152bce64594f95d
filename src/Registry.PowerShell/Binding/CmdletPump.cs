using System.Threading.Channels;

namespace Registry.PowerShell.Binding;

/// <summary>
/// Runs work on another thread while the cmdlet's own one writes what the work says: PowerShell takes output from no
/// other. The only code that crosses threads.
/// </summary>
internal sealed class CmdletPump : IProgressSink
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    private readonly Channel<RegistryMessage> _messages = Channel.CreateUnbounded<RegistryMessage>();
    private readonly CoreCmdlet _cmdlet;
    private readonly ProgressDisplay _display;

    /// <summary>
    /// A boxed <see cref="TransferProgress"/>: reports come far faster than anyone reads, so the last counts.
    /// </summary>
    private volatile object? _latest;

    private CmdletPump(CoreCmdlet cmdlet)
    {
        _cmdlet = cmdlet;
        _display = new ProgressDisplay(cmdlet);
    }

    /// <summary>Returns once the work has ended, whatever happens: nothing goes away under a running worker.</summary>
    public static T Run<T>(CoreCmdlet cmdlet, Func<IProgressSink, CancellationToken, Task<T>> work)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cmdlet.CancelToken);
        var pump = new CmdletPump(cmdlet);
        var worker = Task.Run(() => pump.Work(work, stop.Token));
        try
        {
            pump.Drain();
        }
        catch
        {
            // Writing throws when the pipeline stops, and on a warning under -WarningAction Stop.
            stop.Cancel();
            Task.WhenAny(worker).Wait();
            throw;
        }

        return worker.GetAwaiter().GetResult();
    }

    public void Report(TransferProgress progress) => _latest = progress;

    public void Write(RegistryMessage message) => _messages.Writer.TryWrite(message);

    private async Task<T> Work<T>(Func<IProgressSink, CancellationToken, Task<T>> work, CancellationToken cancel)
    {
        try
        {
            return await work(this, cancel);
        }
        finally
        {
            _messages.Writer.Complete();
        }
    }

    private void Drain()
    {
        bool more;
        do
        {
            var waiting = _messages.Reader.WaitToReadAsync().AsTask();
            while (!waiting.Wait(Pace))
            {
                _display.Show(_latest);
            }

            more = waiting.Result;
            while (_messages.Reader.TryRead(out var message))
            {
                Say(message);
            }
        }
        while (more);

        _display.Complete();
    }

    private void Say(RegistryMessage message)
    {
        var text = message.Code is null ? message.Text : $"{message.Code}: {message.Text}";
        if (message.Level == MessageLevel.Warning)
        {
            _cmdlet.WriteWarning(text);
        }
        else
        {
            _cmdlet.WriteVerbose(text);
        }
    }
}
