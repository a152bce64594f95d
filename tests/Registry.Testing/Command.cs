using System.Diagnostics;
using System.Text;

namespace Registry.Testing;

/// <summary>What a process printed and how it ended.</summary>
public sealed record CommandResult(string Transcript, int ExitCode, string Output, string Error)
{
    /// <summary>Both streams, standard output first.</summary>
    public string All => Output + Error;

    /// <summary>Throws with the transcript unless it ended with 0.</summary>
    public CommandResult Succeeded() =>
        ExitCode == 0 ? this : throw new InvalidOperationException($"exit code {ExitCode}\n{Transcript}");

    public CommandResult Failed() =>
        ExitCode != 0 ? this : throw new InvalidOperationException($"should have failed\n{Transcript}");
}

/// <summary>Runs real processes, each with a time limit, and leaves a transcript beside what it works on.</summary>
public static class Command
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>Variables that would make a run depend on who started the tests.</summary>
    private static readonly string[] Dropped =
    [
        "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "CI", "TF_BUILD", "GITHUB_ACTIONS", "GITLAB_CI",
        "ContinuousIntegrationBuild", "MODEL_REGISTRY", "MODEL_REGISTRY_CACHE", "MSBUILDDISABLENODEREUSE",
    ];

    public static CommandResult Run(string folder, string file, params string[] arguments) =>
        Run(folder, new Dictionary<string, string?>(), file, arguments);

    public static CommandResult Run(
        string folder, IReadOnlyDictionary<string, string?> environment, string file, params string[] arguments)
    {
        using var process = Start(folder, environment, file, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Close();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"'{file} {string.Join(' ', arguments)}' ran longer than {Limit}.");
        }

        var line = $"{folder}$ {file} {string.Join(' ', arguments)}";
        var transcript = new StringBuilder(line).AppendLine()
            .AppendLine(output.Result).AppendLine(error.Result).AppendLine($"exit {process.ExitCode}").ToString();
        return new CommandResult(transcript, process.ExitCode, output.Result, error.Result);
    }

    /// <summary>Starts it with all streams redirected; the caller ends it.</summary>
    public static Process Start(
        string folder, IReadOnlyDictionary<string, string?> environment, string file, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var name in Dropped)
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
