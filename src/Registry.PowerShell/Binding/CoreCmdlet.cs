using System.Management.Automation;
using System.Management.Automation.Host;

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

    /// <summary>
    /// Asks, where the preferences say so. Where there is nobody to ask, the command ends and says how to do without.
    /// </summary>
    private protected new bool ShouldProcess(string target, string action)
    {
        try
        {
            return base.ShouldProcess(target, action);
        }
        catch (Exception e) when (e is HostException or not RuntimeException)
        {
            // What a host without a prompt throws is its own affair; at the end of its input the console's has no word for
            // it, and throws whatever comes.
            var unanswered = new RegistryException(
                ErrorCodes.Unanswered,
                $"'{MyInvocation.MyCommand.Name}' asks before it does this to '{ModelRegistry.Show(target)}', and nobody can "
                + "answer here. Add -Confirm:$false to do it unasked, or -WhatIf to see what it would do.", e);
            ThrowTerminatingError(ErrorRecords.From(unanswered, target));
            throw;
        }
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
