using System.Reflection;

namespace Registry.Benchmarks;

/// <summary>Where this was built from: the package and the module are taken from there.</summary>
internal static class RepositoryRoot
{
    public static string Path { get; } = typeof(RepositoryRoot).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().First(metadata => metadata.Key == "RepositoryRoot").Value!;
}
