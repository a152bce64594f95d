namespace Registry.Pins;

/// <summary>The registries of a project's pins: one for all, or a pin's own; each opened once, when needed.</summary>
internal sealed class PinRegistries(string common, string baseDirectory)
{
    private readonly Dictionary<string, RegistryContext> _opened = new(StringComparer.Ordinal);

    public async Task<RegistryContext> OpenAsync(WantedPin pin, CancellationToken cancel)
    {
        var location = LocationOf(pin);
        if (!_opened.TryGetValue(location, out var registry))
        {
            _opened[location] = registry = await RegistryContext.OpenAsync(location, cancel);
        }

        return registry;
    }

    public string LocationOf(WantedPin pin) =>
        pin.Source.Registry is { } own ? RegistryLocation.From(own, baseDirectory) : common;
}
