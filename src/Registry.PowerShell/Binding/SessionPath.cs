using System.Collections.ObjectModel;
using System.Management.Automation;
using DriveNotFoundException = System.Management.Automation.DriveNotFoundException;

namespace Registry.PowerShell.Binding;

/// <summary>Paths as the session means them: its location and drives, not the process's folder.</summary>
internal static class SessionPath
{
    private const string FileSystem = "FileSystem";

    /// <summary>Those of the session that runs here; a completer is not given its own.</summary>
    public static PathIntrinsics OfRunspace()
    {
        using var shell = System.Management.Automation.PowerShell.Create(RunspaceMode.CurrentRunspace);
        var engine = shell.AddCommand(@"Microsoft.PowerShell.Utility\Get-Variable")
            .AddParameter("Name", "ExecutionContext").AddParameter("ValueOnly").Invoke<EngineIntrinsics>();
        return engine.Single().SessionState.Path;
    }

    /// <summary>Whether it names a drive or provider that the session does not have, as every URL does.</summary>
    public static bool IsForeign(string path, PathIntrinsics paths)
    {
        try
        {
            paths.GetUnresolvedProviderPathFromPSPath(path, out _, out _);
            return false;
        }
        catch (Exception e) when (e is DriveNotFoundException or ProviderNotFoundException)
        {
            return true;
        }
    }

    /// <summary>The absolute path; nothing needs to be there, and wildcards mean themselves.</summary>
    public static string Literal(string path, PathIntrinsics paths)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            throw Malformed("A path is empty; give the path of a file or folder.");
        }

        if (IsForeign(path, paths))
        {
            throw Malformed($"'{path}' names no drive of this session; give the path of a file or folder.");
        }

        var literal = paths.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
        return provider.Name == FileSystem
            ? literal
            : throw Malformed($"'{path}' is not in the file system; give the path of a file or folder.");
    }

    /// <summary>
    /// What is there by that very name, else the one thing that matches; the core reports what is not.
    /// </summary>
    public static string Single(string path, PathIntrinsics paths)
    {
        var literal = Literal(path, paths);
        if (Path.Exists(literal) || !WildcardPattern.ContainsWildcardCharacters(path))
        {
            return literal;
        }

        var matches = Matches(path, paths);
        return matches.Count switch
        {
            0 => literal,
            1 => matches[0],
            _ => throw Malformed($"'{path}' matches {matches.Count} items; name one, or the folder they are in."),
        };
    }

    /// <summary>What is there by that very name, else all that matches.</summary>
    /// <exception cref="RegistryException">MLR1001 where nothing does.</exception>
    public static IReadOnlyList<string> All(string path, PathIntrinsics paths)
    {
        var literal = Literal(path, paths);
        return Path.Exists(literal) || !WildcardPattern.ContainsWildcardCharacters(path) ? [literal]
            : Matches(path, paths) is { Count: > 0 } matches ? matches
            : throw new RegistryException(ErrorCodes.NotFound, $"Nothing matches '{path}'; correct the path.");
    }

    private static Collection<string> Matches(string path, PathIntrinsics paths)
    {
        try
        {
            return paths.GetResolvedProviderPathFromPSPath(path, out _);
        }
        catch (ItemNotFoundException)
        {
            return [];
        }
    }

    private static RegistryException Malformed(string message) => new(ErrorCodes.Malformed, message);
}
