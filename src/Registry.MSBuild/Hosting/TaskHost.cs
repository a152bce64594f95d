using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using System.Text;

namespace Registry.MSBuild.Hosting;

/// <summary>
/// Runs one task in a process of its own, for an MSBuild that cannot load it: what to run is in a file, what it says
/// comes out as MSBuild reads it from any tool.
/// </summary>
internal static class TaskHost
{
    private const int Misused = 2;

    /// <param name="arguments">The SDK's folder, which has MSBuild's assemblies, and the file of the request.</param>
    public static int Main(string[] arguments)
    {
        using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true };
        if (arguments is not [var sdk, var request])
        {
            output.WriteLine(
                "This runs tasks for the targets of Registry.MSBuild; set ModelTaskHost=process to have them use it.");
            return Misused;
        }

        AssemblyLoadContext.Default.Resolving += (context, name) => Load(context, name, sdk);
        try
        {
            return Run(request, output) ? 0 : 1;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            output.WriteLine($"{request} : error {ErrorCodes.StoreUnavailable}: {e.Message}");
            return 1;
        }
    }

    // MSBuild brings its own assemblies where it hosts a task, so the package has none of them.
    private static Assembly? Load(AssemblyLoadContext context, AssemblyName name, string sdk)
    {
        var path = Path.Combine(sdk, $"{name.Name}.dll");
        return File.Exists(path) ? context.LoadFromAssemblyPath(path) : null;
    }

    // Not inlined: its types can be loaded only once it is known from where.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Run(string request, TextWriter output) => HostedTask.Read(request, output).Run();
}
