using System.Reflection;
using System.Runtime.Loader;

namespace Registry.Loader;

/// <summary>
/// Holds the module's assembly and all it depends on, so that neither its YAML parser nor its version ranges meet those
/// of another module. Only this assembly lives in PowerShell's own context.
/// </summary>
public sealed class ModuleLoadContext : AssemblyLoadContext
{
    private const string ModuleName = "Registry.PowerShell";

    private static readonly Lazy<ModuleLoadContext> Instance = new(() => new ModuleLoadContext());

    private readonly AssemblyDependencyResolver _resolver;

    private ModuleLoadContext() : base("Registry") => _resolver = new AssemblyDependencyResolver(ModulePath);

    private static string ModulePath { get; } = Path.Combine(
        Path.GetDirectoryName(typeof(ModuleLoadContext).Assembly.Location)!, ModuleName + ".dll");

    /// <summary>The assembly that has the commands; the same one for every import and runspace of a process.</summary>
    public static Assembly GetModule() => Instance.Value.LoadFromAssemblyName(new AssemblyName(ModuleName));

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        // A second copy of this assembly would hold a second context.
        if (assemblyName.Name == typeof(ModuleLoadContext).Assembly.GetName().Name)
        {
            return null;
        }

        return _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
}
