using System.Reflection;
using System.Runtime.Loader;

namespace Registry.Tests.Stores.S3;

/// <summary>Who keeps to folders pays nothing for S3.</summary>
public sealed class FolderOnlyTests
{
    [Fact]
    public async Task A_registry_with_a_folder_never_loads_what_s3_takes()
    {
        using var sandbox = new Support.Sandbox();
        sandbox.Folder.Write("model.bin", "abc");
        var context = new Watching();
        var core = context.LoadFromAssemblyPath(typeof(ModelRegistry).Assembly.Location);
        var open = core.GetType("Registry.ModelRegistry")!.GetMethod("OpenAsync")!;

        var registry = await ResultAsync(open.Invoke(null, [sandbox.Git.Path, CancellationToken.None])!);
        var request = Activator.CreateInstance(core.GetType("Registry.RegisterRequest")!)!;
        request.GetType().GetProperty("Name")!.SetValue(request, "churn");
        request.GetType().GetProperty("Path")!.SetValue(request, sandbox.Folder["model.bin"]);
        var register = registry.GetType().GetMethods().First(method => method.Name == "RegisterAsync");
        await ResultAsync(register.Invoke(
            registry, [request, .. Enumerable.Repeat(Type.Missing, register.GetParameters().Length - 1)])!);

        context.Assemblies.Select(assembly => assembly.GetName().Name).ShouldContain("YamlDotNet");
        context.Assemblies.ShouldAllBe(assembly => !assembly.GetName().Name!.StartsWith("AWSSDK", StringComparison.Ordinal));
    }

    private static async Task<object> ResultAsync(object task)
    {
        await (Task)task;
        return task.GetType().GetProperty("Result", BindingFlags.Public | BindingFlags.Instance)!.GetValue(task)!;
    }

    /// <summary>Has copies of its own of the core and all that it needs, as the module's and the task's contexts have.</summary>
    private sealed class Watching() : AssemblyLoadContext(nameof(Watching))
    {
        protected override Assembly? Load(AssemblyName assemblyName)
        {
            var path = Path.Combine(AppContext.BaseDirectory, assemblyName.Name + ".dll");
            return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
        }
    }
}
