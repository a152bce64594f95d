using System.Text;
using Registry.Naming;

namespace Registry.Content;

/// <summary>
/// Which relative paths a manifest may hold: those that mean the same file, inside the destination, on every system.
/// </summary>
internal static class PathRules
{
    /// <summary>Longest path, in UTF-8 bytes; longest segment as file systems have it.</summary>
    private const int LongestPath = 1024;
    private const int LongestSegment = 255;

    /// <summary>Why a path is refused, or null where it is fine.</summary>
    public static string? Fault(string path)
    {
        if (path.Length == 0)
        {
            return "it is empty";
        }

        if (!IsWellFormed(path))
        {
            return "it is no valid Unicode";
        }

        if (!path.IsNormalized(NormalizationForm.FormC))
        {
            return "it is not in Unicode's composed form (NFC)";
        }

        return Encoding.UTF8.GetByteCount(path) > LongestPath
            ? $"it is longer than {LongestPath} bytes"
            : path.Split('/').Select(SegmentFault).FirstOrDefault(fault => fault is not null);
    }

    /// <summary>
    /// Checks a whole set: each path, and that no two collide when case is ignored or one is a folder of another.
    /// </summary>
    /// <returns>The offending path and why, or null.</returns>
    public static (string Path, string Why)? FirstFault(IEnumerable<string> paths)
    {
        var files = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var folders = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var path in paths)
        {
            if (Fault(path) is { } fault)
            {
                return (path, fault);
            }

            if (!files.TryAdd(path, path))
            {
                return (path, $"it collides with '{Shown.Of(files[path])}' where case is ignored");
            }

            for (var at = path.IndexOf('/'); at > 0; at = path.IndexOf('/', at + 1))
            {
                var folder = path[..at];
                if (folders.TryGetValue(folder, out var same) && same != folder)
                {
                    return (path, $"its folder collides with '{Shown.Of(same)}' where case is ignored");
                }

                folders[folder] = folder;
            }
        }

        var both = files.Keys.FirstOrDefault(folders.ContainsKey);
        return both is null ? null : (both, "it is a file and a folder at once");
    }

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static string? SegmentFault(string segment) => segment switch
    {
        "" => "a segment of it is empty",
        "." or ".." => "it has '.' or '..' as a segment",
        _ when segment.Any(c => char.IsControl(c)) => "it has a control character",
        _ when segment.IndexOfAny(['\\', ':', '*', '?', '"', '<', '>', '|']) >= 0 =>
            "it has one of \\ : * ? \" < > |, which not every system allows",
        _ when segment[^1] is ' ' or '.' => "a segment of it ends with a space or a dot, which Windows drops",
        _ when NameRules.IsDevice(segment) => $"'{Shown.Of(segment)}' is a device on Windows",
        _ when Encoding.UTF8.GetByteCount(segment) > LongestSegment => $"a segment is longer than {LongestSegment} bytes",
        _ => null,
    };
}
