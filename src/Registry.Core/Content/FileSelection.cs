using Microsoft.Extensions.FileSystemGlobbing;

namespace Registry.Content;

/// <summary>
/// Takes part of a manifest by globs: <c>*</c>, <c>**</c>, <c>?</c> over <c>/</c>-separated paths, case counting.
/// </summary>
internal static class FileSelection
{
    /// <exception cref="RegistryException">MLR1001 where nothing is left.</exception>
    public static IReadOnlyList<ManifestFile> Of(
        Manifest manifest, IReadOnlyList<string> include, IReadOnlyList<string> exclude, string model)
    {
        if (include.Count == 0 && exclude.Count == 0)
        {
            return manifest.Files;
        }

        var matcher = new Matcher(StringComparison.Ordinal);
        matcher.AddIncludePatterns(include.Count == 0 ? ["**"] : include);
        matcher.AddExcludePatterns(exclude);
        var taken = matcher.Match(manifest.Files.Select(file => file.Path)).Files
            .Select(match => match.Path).ToHashSet(StringComparer.Ordinal);
        var files = manifest.Files.Where(file => taken.Contains(file.Path)).ToList();
        return files.Count > 0 ? files : throw new RegistryException(
            ErrorCodes.NotFound,
            $"No file of '{model}' matches {string.Join(", ", include.Concat(exclude.Select(e => "not " + e)))}; it has "
            + $"{string.Join(", ", manifest.Files.Take(5).Select(f => $"'{f.Path}'"))}{(manifest.Files.Count > 5 ? ", …" : "")}.");
    }
}
