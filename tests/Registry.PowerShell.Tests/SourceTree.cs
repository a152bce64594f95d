using System.Reflection;

namespace Registry.PowerShell.Tests;

/// <summary>The repository these tests were built from.</summary>
internal static class SourceTree
{
    public static string Root { get; } = typeof(SourceTree).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "RepositoryRoot").Value!;

    public static string Tests => PathOf("tests/Registry.PowerShell.Tests");

    /// <summary>What the build staged: a folder for PSModulePath.</summary>
    public static string StagedModules => PathOf("artifacts/module");

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    public static string Read(string relative) => File.ReadAllText(PathOf(relative));
}
