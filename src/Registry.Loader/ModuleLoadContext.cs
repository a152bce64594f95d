using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;

namespace Registry.Loader;

/// <summary>
/// Holds the module's assembly and all it depends on, so that neither its YAML parser nor its version ranges meet those
/// of another module. Only this assembly lives in PowerShell's own context, where there is room for one of its name: the
/// first that a process loads serves every version of the module. So its version and <see cref="GetModule"/> stay as
/// they are; what must differ gets another assembly name.
/// </summary>
public sealed class ModuleLoadContext : AssemblyLoadContext
{
    private const string ModuleName = "Registry.PowerShell";

    private static readonly ConcurrentDictionary<string, ModuleLoadContext> s_byFolder =
        new(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);

    private readonly AssemblyDependencyResolver _resolver;

    private ModuleLoadContext(string folder) : base($"Registry in {folder}") =>
        _resolver = new AssemblyDependencyResolver(Path.Combine(folder, ModuleName + ".dll"));

    /// <summary>The assembly in a folder that has the commands; the same one for every import and runspace.</summary>
    public static Assembly GetModule(string folder) => s_byFolder
        .GetOrAdd(Path.GetFullPath(folder), path => new ModuleLoadContext(path))
        .LoadFromAssemblyName(new AssemblyName(ModuleName));

    protected override Assembly? Load(AssemblyName assemblyName) =>
        _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
}
