using System.Management.Automation;

namespace Registry.PowerShell.Binding;

/// <summary>What every command on a registry shares: which one it is.</summary>
public abstract class RegistryCmdlet : CoreCmdlet
{
    private (string Location, ModelRegistry Registry)? _opened;
    private string? _registryOfCommand;

    /// <summary>
    /// A folder in the registry's repository, or a Git URL. The default is <c>$env:MODEL_REGISTRY</c>, else the
    /// repository of the current location.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Registry { get; set; }

    protected override void BeginProcessing() => _registryOfCommand = Registry;

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

}
