using System.Runtime.CompilerServices;
using Registry.Testing;

namespace Registry.MSBuild.Tests;

/// <summary>
/// A repository that is a registry, and projects in it that use the package; all in a folder of its own.
/// </summary>
internal sealed class Scenario : IDisposable
{
    private readonly TempFolder _folder;
    private readonly Dictionary<string, string?> _environment;

    public Scenario(PackageFeed feed, string app = "app", [CallerMemberName] string test = "")
    {
        Feed = feed;
        _folder = new TempFolder(test);
        _environment = new Dictionary<string, string?>
        {
            ["NUGET_PACKAGES"] = feed.Packages,
            ["MODEL_REGISTRY_CACHE"] = Cache,
            // Each build is to load this feed's package anew, and to leave no process behind.
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["UseSharedCompilation"] = "false",
        };
        Repository = GitFolder.Create(_folder["team"]);
        App = Path.Combine(Repository.Path, app);
        Directory.CreateDirectory(App);
        _folder.Write(
            "NuGet.config",
            $"<configuration><packageSources><clear /><add key=\"feed\" value=\"{feed.Path}\" /></packageSources></configuration>");
    }

    public PackageFeed Feed { get; }

    public GitFolder Repository { get; }

    /// <summary>The folder of the project that most scenarios have.</summary>
    public string App { get; }

    public string Cache => _folder["cache"];

    public string Store => Path.Combine(Repository.Path, ".model-store");

    public string LockFile => Path.Combine(App, "models.lock.json");

    public string Lock => File.ReadAllText(LockFile);

    /// <summary>What builds get in addition; null takes a variable away.</summary>
    public Dictionary<string, string?> Environment => _environment;

    public string this[string relative] => _folder[relative];

    public string InApp(string relative) => Path.Combine(App, relative);

    /// <summary>A file of the output, which is there or not.</summary>
    public string Output(string relative) => InApp($"bin/Debug/net10.0/{relative}");

    public string ReadOutput(string relative) => File.ReadAllText(Output(relative));

    public string Write(string relative, string text) => _folder.Write(Path.Combine("team", relative), text);

    /// <summary>A shell script in the folder <c>tools</c>.</summary>
    public void WriteTool(string name, string text)
    {
        var path = _folder.Write($"tools/{name}", $"#!/bin/sh\n{text}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Makes the repository a registry, with a first commit.</summary>
    public async Task InitializeAsync()
    {
        await ModelRegistry.InitializeAsync(new InitializeRequest { Path = Repository.Path });
        Repository.Commit();
    }

    /// <summary>Registers a version whose one file, <c>model.bin</c>, has name and version as its text.</summary>
    public Task<ModelVersion> RegisterAsync(string name, string version, string? stage = null) =>
        RegisterFilesAsync(name, version, new() { ["model.bin"] = $"{name} {version}" }, stage);

    public async Task<ModelVersion> RegisterFilesAsync(
        string name, string version, Dictionary<string, string> files, string? stage = null)
    {
        var source = $"source/{Guid.NewGuid():N}";
        foreach (var (path, text) in files)
        {
            _folder.Write($"{source}/{path}", text);
        }

        var registry = await ModelRegistry.OpenAsync(Repository.Path);
        return await registry.RegisterAsync(
            new RegisterRequest { Name = name, Path = _folder[source], Version = version, Stage = stage });
    }

    public async Task AssignAsync(string name, string version, string stage)
    {
        var registry = await ModelRegistry.OpenAsync(Repository.Path);
        await registry.AssignAsync(new AssignRequest { Name = name, Version = version, Stage = stage });
    }

    /// <summary>Writes the application's project, and a program unless one is there.</summary>
    public void WriteProject(string items, string properties = "", string file = "App.csproj", string program = "")
    {
        File.WriteAllText(
            InApp(file),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Registry.MSBuild" Version="{Feed.Version}" PrivateAssets="all" />
                {items}
              </ItemGroup>
            </Project>
            """);
        if (program.Length > 0 || !File.Exists(InApp("Program.cs")))
        {
            File.WriteAllText(InApp("Program.cs"), program.Length > 0 ? program : "Console.WriteLine(1);");
        }
    }

    public CommandResult Build(params string[] arguments) => Dotnet(["build", .. arguments]);

    /// <summary>Runs targets without NuGet's restore.</summary>
    public CommandResult Run(string target, params string[] arguments) =>
        Dotnet(["msbuild", $"-t:{target}", .. arguments]);

    public CommandResult Dotnet(params string[] arguments) =>
        Execute("dotnet", [.. arguments, "-nodeReuse:false"]);

    public CommandResult Execute(string file, params string[] arguments)
    {
        var result = Command.Run(App, _environment, file, arguments);
        File.AppendAllText(_folder["transcript.txt"], result.Transcript);
        return result;
    }

    /// <summary>Everything below a folder with time and size, to see whether anything was touched.</summary>
    public static string Snapshot(params string[] paths) =>
        string.Join('\n', paths
            .SelectMany(p => Directory.Exists(p) ? Directory.GetFiles(p, "*", SearchOption.AllDirectories) : [p])
            .Order(StringComparer.Ordinal)
            .Select(f => $"{f} {File.GetLastWriteTimeUtc(f).Ticks} {new FileInfo(f).Length}"));

    /// <summary>Removes what builds made, as a fresh clone is without it.</summary>
    public void RemoveBuilds()
    {
        foreach (var folder in new[] { "bin", "obj" }.Select(InApp).Where(Directory.Exists))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public void Dispose() => _folder.Dispose();
}
