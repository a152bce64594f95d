using Registry.Testing;

namespace Registry.MSBuild.Tests;

/// <summary>
/// One registry for the facts of a class, with <c>churn</c> 1.0.0 and 2.0.0 and <c>segment</c> 1.0.0 in prod; each fact
/// writes projects into folders of its own.
/// </summary>
public sealed class RegisteredModels(PackageFeed feed) : IAsyncLifetime
{
    internal Scenario Scenario { get; } = new(feed, test: nameof(RegisteredModels));

    internal string Reference =>
        $"""<PackageReference Include="Registry.MSBuild" Version="{Scenario.Feed.Version}" PrivateAssets="all" />""";

    public async ValueTask InitializeAsync()
    {
        await Scenario.InitializeAsync();
        await Scenario.RegisterAsync("churn", "1.0.0");
        await Scenario.RegisterAsync("churn", "2.0.0");
        await Scenario.RegisterAsync("segment", "1.0.0", stage: "prod");
    }

    public ValueTask DisposeAsync()
    {
        Scenario.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A folder of the repository, from where commands run.</summary>
    internal string Folder(string name) => Path.Combine(Scenario.Repository.Path, name);

    /// <summary>Writes a project that has the package.</summary>
    internal void Write(
        string file, string items, string properties = "", string program = "", string sdk = "Microsoft.NET.Sdk") =>
        WriteBare(file, $"{Reference}\n    {items}", properties, program, sdk);

    internal void WriteBare(
        string file, string items, string properties = "", string program = "", string sdk = "Microsoft.NET.Sdk")
    {
        Scenario.Write(
            file,
            $"""
            <Project Sdk="{sdk}">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                {items}
              </ItemGroup>
            </Project>
            """);
        if (program.Length > 0)
        {
            Scenario.Write($"{Path.GetDirectoryName(file)}/Program.cs", program);
        }
    }

    /// <summary>Runs <c>dotnet</c> in a folder of the repository.</summary>
    internal CommandResult Dotnet(string folder, params string[] arguments) =>
        Command.Run(Folder(folder), Scenario.Environment, "dotnet", [.. arguments, "-nodeReuse:false"]);

    internal CommandResult Start(string folder, string file, params string[] arguments) =>
        Command.Run(Folder(folder), Scenario.Environment, file, arguments);
}
