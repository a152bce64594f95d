using Registry.Naming;

namespace Registry.Pins;

/// <summary>A project's pin, checked.</summary>
internal sealed record WantedPin
{
    private WantedPin(ModelPin source, ModelName name, Pin pin)
    {
        (Source, Name, Pin) = (source, name, pin);
        Files = [.. (source.Files ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
    }

    public ModelPin Source { get; }

    public ModelName Name { get; }

    public Pin Pin { get; }

    public string Requested => Pin.Requested;

    /// <summary>The registry of its own as the lock file has it: as written, without secrets; null where it has none.</summary>
    public string? Registry => Source.Registry is { } own ? RegistryLocation.WithoutSecrets(own) : null;

    /// <summary>Globs; empty for all.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>All of a project's; a model can be pinned once.</summary>
    /// <exception cref="RegistryException">MLR1003, with the file and line of the pin.</exception>
    public static IReadOnlyList<WantedPin> CreateAll(IEnumerable<ModelPin> sources)
    {
        var pins = sources.Select(Create).ToList();
        return pins.GroupBy(pin => pin.Name).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw twice.Last().Refuse(
                ErrorCodes.Malformed, $"The model '{twice.Key}' is pinned twice; keep one of the pins.")
            : pins;
    }

    /// <exception cref="RegistryException">MLR1003, with the file and line of the pin.</exception>
    public static WantedPin Create(ModelPin source)
    {
        try
        {
            var name = ModelName.Parse(source.Name);

            // It becomes a folder's name below, so what GTO's grammar lets through is not enough.
            NameRules.EnsureWritable(name, []);
            if (source.Version is null == source.Stage is null)
            {
                throw new RegistryException(
                    ErrorCodes.Malformed,
                    source.Version is null
                        ? $"The model '{name}' is pinned by neither Version nor Stage; add one of them."
                        : $"The model '{name}' is pinned by Version and by Stage; keep one of them.");
            }

            return new WantedPin(
                source, name, source.Stage is null ? Pin.OfVersion(source.Version!) : Pin.OfStage(source.Stage));
        }
        catch (RegistryException e) when (source.SourceFile is not null)
        {
            throw new RegistryException(e.Error, e.Message, e) { File = source.SourceFile, Line = source.SourceLine };
        }
    }

    /// <summary>Does what a pin asks for; a failure that names no file is told where the pin stands.</summary>
    public async Task<T> LocateAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (RegistryException e) when (e.File is null && Source.SourceFile is not null)
        {
            throw new RegistryException(e.Error, e.Message, e) { File = Source.SourceFile, Line = Source.SourceLine };
        }
    }

    public RegistryException Refuse(ErrorCode code, string message) =>
        new(code, message) { File = Source.SourceFile, Line = Source.SourceLine };
}
