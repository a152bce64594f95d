using System.Management.Automation;

namespace Registry.PowerShell.Binding;

/// <summary>
/// What every command shares: the registry it works on, Ctrl+C, and the one place where failures become error records.
/// </summary>
public abstract class RegistryCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private (string Location, ModelRegistry Registry)? _opened;
    private string? _registryOfCommand;

    /// <summary>
    /// A folder in the registry's repository, or a Git URL. The default is <c>$env:MODEL_REGISTRY</c>, else the
    /// repository of the current location.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Registry { get; set; }

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

    protected override void BeginProcessing() => _registryOfCommand = Registry;

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

    /// <summary>Where the registry of the present record is, absolute or a URL.</summary>
    private protected string Location() => RegistryLocation.Resolve(Registry, SessionState.Path);

    /// <summary>
    /// Runs work on the registry of the present record; null where it failed and an error was written.
    /// </summary>
    private protected T? Try<T>(object? target, Func<ModelRegistry, IProgressSink, CancellationToken, Task<T>> work)
        where T : class
    {
        var registry = Open();
        return registry is null ? null : Run(target, (sink, cancel) => work(registry, sink, cancel));
    }

    /// <summary>The same for work that needs no open registry.</summary>
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
    /// Where the command itself has no registry nothing can proceed; where one record has none, the next may.
    /// </summary>
    private ModelRegistry? Open()
    {
        var (location, error) = Attempt(Location);
        if (location is not null && location != _opened?.Location)
        {
            (var registry, error) = Attempt(() => CmdletPump.Run(
                this, (_, cancel) => ModelRegistry.OpenAsync(location, cancel)));
            _opened = registry is null ? null : (location, registry);
        }

        if (error is null)
        {
            return _opened?.Registry;
        }

        var record = ErrorRecords.From(error, Registry ?? location);
        if (Registry == _registryOfCommand)
        {
            ThrowTerminatingError(record);
        }

        WriteError(record);
        return null;
    }

    private (T? Result, RegistryException? Error) Attempt<T>(Func<T> work) where T : class
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
