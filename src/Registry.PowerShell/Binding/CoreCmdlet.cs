using System.Management.Automation;

namespace Registry.PowerShell.Binding;

/// <summary>What every command shares: Ctrl+C, and the one place where failures become error records.</summary>
public abstract class CoreCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();

    internal CancellationToken CancelToken => _stopping.Token;

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stopping.Dispose();
        }
    }

    protected override void StopProcessing()
    {
        try
        {
            _stopping.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The pipeline ended in the same moment.
        }
    }

    /// <summary>Runs work; null where it failed and an error was written.</summary>
    private protected T? Run<T>(object? target, Func<IProgressSink, CancellationToken, Task<T>> work) where T : class =>
        Guard(target, () => CmdletPump.Run(this, work));

    /// <summary>The same for work on the cmdlet's own thread, such as reading its arguments.</summary>
    private protected T? Guard<T>(object? target, Func<T> work) where T : class
    {
        var (result, error) = Attempt(work);
        if (error is not null)
        {
            WriteError(ErrorRecords.From(error, target));
        }

        return result;
    }

    private protected (T? Result, RegistryException? Error) Attempt<T>(Func<T> work) where T : class
    {
        try
        {
            return (work(), null);
        }
        catch (Exception) when (CancelToken.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (RegistryException e)
        {
            return (null, e);
        }
    }
}
