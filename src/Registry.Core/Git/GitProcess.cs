using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Registry.Git;

/// <summary>What a git process printed and how it ended.</summary>
internal sealed record GitOutput(int ExitCode, string Text, string Error)
{
    private static readonly string[] s_failures = ["fatal:", "error:", "[rejected]"];

    /// <summary>
    /// Whether it may be a fetch with <c>--depth</c> whose patterns matched nothing: that ends with 1 and says nothing,
    /// where the same without <c>--depth</c> ends with 0.
    /// </summary>
    public bool MayHaveMatchedNothing =>
        ExitCode == 1 && s_failures.All(word => !Error.Contains(word, StringComparison.Ordinal));
}

/// <summary>
/// Starts <c>git</c>: the only place that does. Arguments go as a list, never through a shell; variables that would
/// point it at another repository are taken away; it never asks at a terminal, and a cancelled one is killed.
/// </summary>
internal static class GitProcess
{
    /// <summary>Protocols a remote may use. <c>ext::</c> and other helpers would run what a string says.</summary>
    private const string AllowedProtocols = "file:https:http:ssh";

    /// <summary>
    /// Those that <c>git rev-parse --local-env-vars</c> lists: set inside hooks, they would win over the folder.
    /// </summary>
    private static readonly string[] LocalVariables =
    [
        "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_CONFIG", "GIT_OBJECT_DIRECTORY", "GIT_DIR", "GIT_WORK_TREE",
        "GIT_IMPLICIT_WORK_TREE", "GIT_GRAFT_FILE", "GIT_INDEX_FILE", "GIT_REPLACE_REF_BASE",
        "GIT_PREFIX", "GIT_SHALLOW_FILE", "GIT_COMMON_DIR", "GIT_NAMESPACE",
    ];

    /// <summary>Starts git with its streams redirected.</summary>
    /// <exception cref="RegistryException">MLR1102 where there is no git.</exception>
    public static Process Start(
        string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        // UTF-8 without a byte order mark: a mark written to standard input would become part of an object.
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var start = new ProcessStartInfo(GitExecutable.Path)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = utf8,
            StandardOutputEncoding = utf8,
            StandardErrorEncoding = utf8,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var variable in LocalVariables)
        {
            start.Environment.Remove(variable);
        }

        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment["GIT_ALLOW_PROTOCOL"] = AllowedProtocols;

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        // What git says is read: in English, whatever the user's language; LANGUAGE would win over LC_ALL.
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment.Remove("LANGUAGE");

        // An object is what its id says, also where a replacement was pushed for it.
        start.Environment["GIT_NO_REPLACE_OBJECTS"] = "1";
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e) when (Directory.Exists(folder))
        {
            throw new RegistryException(
                ErrorCodes.GitFailed, "'git' cannot be started; install Git and see that it is on the PATH.", e);
        }
        catch (Win32Exception e)
        {
            throw new RegistryException(
                ErrorCodes.NotARegistry, $"The folder '{folder}' does not exist; give the folder of a repository.", e);
        }
    }

    /// <summary>Runs git to its end and gives what it printed, whatever the exit code.</summary>
    public static Task<GitOutput> RunAsync(
        string folder, IEnumerable<string> arguments, string? input, CancellationToken cancel) =>
        FeedAsync(folder, arguments, Encoding.UTF8.GetBytes(input ?? ""), null, cancel);

    /// <summary>The same with bytes for its standard input, and variables of its own.</summary>
    public static async Task<GitOutput> FeedAsync(
        string folder, IEnumerable<string> arguments, byte[] input, IReadOnlyDictionary<string, string>? environment,
        CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        using var process = Start(folder, arguments, environment);
        await using var killing = cancel.Register(() => End(process)).ConfigureAwait(false);
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input, CancellationToken.None);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading its input; the exit code says why.
        }

        // A hook's child may hold the pipes open after git is gone; who cancelled does not wait for it.
        var ended = Task.WhenAll(process.WaitForExitAsync(CancellationToken.None), output, error);
        await Task.WhenAny(ended, Task.Delay(Timeout.Infinite, cancel));
        cancel.ThrowIfCancellationRequested();
        await ended;
        return new GitOutput(process.ExitCode, await output, await error);
    }

    /// <summary>
    /// Asks it to end, so that it takes its lock files away, and kills what is still there half a second later.
    /// </summary>
    public static void End(Process process)
    {
        try
        {
            if (OperatingSystem.IsWindows() || !Content.FileSystem.TryTerminate(process.Id) || !process.WaitForExit(500))
            {
                process.Kill(entireProcessTree: true);
            }
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended already, which is what was wanted.
        }
    }
}
