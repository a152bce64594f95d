using System.Management.Automation;

namespace Registry.PowerShell.Binding;

/// <summary>Stores as a command is given them: places in <c>registry.yaml</c>, URLs, and folders of the session.</summary>
internal static class StoreArgument
{
    public static string[] Resolve(IEnumerable<string> stores, PathIntrinsics paths) =>
        [.. stores.Select(store => Resolve(store, paths))];

    /// <summary>Folders come out absolute; the core judges the rest.</summary>
    public static string Resolve(string store, PathIntrinsics paths) =>
        store.Length > 0 && (store.All(char.IsAsciiDigit) || store.Contains("://", StringComparison.Ordinal)
            || store.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
            ? store : SessionPath.Literal(store, paths);
}
