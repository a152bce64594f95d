namespace Registry.Git;

/// <summary>
/// Where git is. A bare name would be looked for in the current directory before the PATH, and a repository could bring
/// its own.
/// </summary>
internal static class GitExecutable
{
    /// <summary>The first on the PATH, absolute; looked for each time, because a process outlives a PATH.</summary>
    /// <exception cref="RegistryException">MLR1102 where there is none.</exception>
    public static string Path
    {
        get
        {
            var file = OperatingSystem.IsWindows() ? "git.exe" : "git";
            return (Environment.GetEnvironmentVariable("PATH") ?? "")
                .Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
                .Where(System.IO.Path.IsPathFullyQualified)
                .Select(folder => System.IO.Path.Combine(folder, file))
                .FirstOrDefault(IsExecutable)
                ?? throw new RegistryException(
                    ErrorCodes.GitFailed, "'git' is not on the PATH; install Git, and see that its folder is on the PATH.");
        }
    }

    private static bool IsExecutable(string path) =>
        File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path)
            & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0);
}
