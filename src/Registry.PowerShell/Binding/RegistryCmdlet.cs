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
    [ArgumentCompleter(typeof(LocationCompleter))]
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

    /// <summary>Of names and patterns those that can mean something: a name that no model has is an error.</summary>
    private protected List<string> Known(IEnumerable<string> names) =>
    [
        .. names.Where(name => new NamePattern(name).Exact is null
            || Try(name, (registry, _, cancel) => registry.GetModelAsync(name, cancel)) is not null),
    ];

    /// <summary>The same where the command has nothing else to do: what fails ends it.</summary>
    private protected T TryOrEnd<T>(object? target, Func<ModelRegistry, IProgressSink, CancellationToken, Task<T>> work)
        where T : class
    {
        var (registry, error) = OpenOrFail();
        EndIf(error, target);
        return OrEnd(target, () => CmdletPump.Run(this, (sink, cancel) => work(registry!, sink, cancel)));
    }

    /// <summary>Work on the cmdlet's own thread without which nothing can be done.</summary>
    private protected T OrEnd<T>(object? target, Func<T> work) where T : class
    {
        var (result, error) = Attempt(work);
        EndIf(error, target);
        return result!;
    }

    /// <summary>
    /// Where the command itself has no registry nothing can proceed; where one record has none, the next may.
    /// </summary>
    private ModelRegistry? Open()
    {
        var (registry, error) = OpenOrFail();
        if (error is null)
        {
            return registry;
        }

        var record = ErrorRecords.From(error, Registry ?? Attempt(Location).Result);
        if (Registry == _registryOfCommand)
        {
            ThrowTerminatingError(record);
        }

        WriteError(record);
        return null;
    }

    private (ModelRegistry? Registry, RegistryException? Error) OpenOrFail()
    {
        var (location, error) = Attempt(Location);
        if (location is not null && location != _opened?.Location)
        {
            (var registry, error) = Attempt(() => CmdletPump.Run(
                this, (_, cancel) => ModelRegistry.OpenAsync(location, cancel)));
            _opened = registry is null ? null : (location, registry);
        }

        return error is null ? (_opened?.Registry, null) : (null, error);
    }

    private void EndIf(RegistryException? error, object? target)
    {
        if (error is not null)
        {
            ThrowTerminatingError(ErrorRecords.From(error, target));
        }
    }
}
