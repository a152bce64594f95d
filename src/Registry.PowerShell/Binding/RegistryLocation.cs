using System.Management.Automation;

namespace Registry.PowerShell.Binding;

/// <summary>Decides which registry a command means.</summary>
internal static class RegistryLocation
{
    private const string Variable = "MODEL_REGISTRY";

    /// <summary>What the user's environment names; null where it names none.</summary>
    public static string? Preset => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } location ? location : null;

    /// <summary>A folder, absolute, or a URL as it was given: the core judges those.</summary>
    /// <param name="otherwise">Where nothing says which; null for the current location.</param>
    public static string Resolve(string? given, PathIntrinsics paths, string? otherwise = null)
    {
        var location = string.IsNullOrEmpty(given) ? Preset : given;
        if (string.IsNullOrEmpty(location))
        {
            return otherwise ?? paths.CurrentFileSystemLocation.ProviderPath;
        }

        return SessionPath.IsForeign(location, paths) ? location : SessionPath.Literal(location, paths);
    }
}
