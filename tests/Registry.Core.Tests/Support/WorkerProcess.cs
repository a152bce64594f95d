using System.Diagnostics;

namespace Registry.Tests.Support;

/// <summary>A process around the facade, with an environment, and so a cache, of its own.</summary>
internal sealed class WorkerProcess(string folder)
{
    private static readonly string s_program = Path.Combine(AppContext.BaseDirectory, "Registry.Worker.dll");

    private static readonly string s_dotnet =
        Environment.ProcessPath is { } self && Path.GetFileNameWithoutExtension(self) == "dotnet" ? self : FindDotnet();

    public Dictionary<string, string?> Environments { get; } = new()
    {
        ["MODEL_REGISTRY_CACHE"] = Path.Combine(folder, "worker-cache"),
        ["DOTNET_TieredPGO"] = "0",
    };

    /// <summary>Runs it to its end.</summary>
    public CommandResult Run(params string[] arguments) =>
        Command.Run(folder, Environments, s_dotnet, [s_program, .. arguments]);

    public Process Start(params string[] arguments) =>
        Command.Start(folder, Environments, s_dotnet, [s_program, .. arguments]);

    /// <summary>
    /// Runs a shell script behind a command such as <c>unshare</c>; <c>worker</c> in it runs this.
    /// </summary>
    public CommandResult RunScript(IReadOnlyList<string> behind, string script) => Command.Run(
        folder, Environments, behind[0],
        [.. behind.Skip(1), "/bin/sh", "-c", $"worker() {{ '{s_dotnet}' '{s_program}' \"$@\"; }}\n{script}"]);

    /// <summary>Starts it and kills it after so long, unless it ends before.</summary>
    /// <returns>Whether it was killed.</returns>
    public bool RunAndKill(TimeSpan after, params string[] arguments)
    {
        using var process = Start(arguments);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (process.WaitForExit(after))
        {
            process.WaitForExit();
            process.ExitCode.ShouldBe(0, output.Result + error.Result);
            return false;
        }

        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        return true;
    }

    /// <summary>A PATH on which there is no git.</summary>
    public void HideGit() =>
        Environments["PATH"] = Directory.CreateDirectory(Path.Combine(folder, "no-programs")).FullName;

    private static string FindDotnet()
    {
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        return path.Split(Path.PathSeparator)
            .Select(entry => Path.Combine(entry, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"))
            .FirstOrDefault(File.Exists) ?? "dotnet";
    }
}
