namespace Registry.MSBuild.Tests;

/// <summary>Kinds of projects, and surroundings that projects are found in.</summary>
public sealed class KindsTests(RegisteredModels models) : IClassFixture<RegisteredModels>
{
    private const string Churn = """<ModelReference Include="churn" Version="1.0.0" />""";

    [Fact]
    public void Tests_run_with_the_models_that_their_project_pins()
    {
        UserPackages.Allow(models.Scenario);
        models.Write(
            "checks/Checks.csproj",
            $"""
            {Churn}
            <PackageReference Include="Microsoft.NET.Test.Sdk" Version="18.11.0" />
            <PackageReference Include="xunit.runner.visualstudio" Version="3.1.5" />
            <PackageReference Include="xunit.v3" Version="3.2.2" />
            """,
            "<OutputType>Exe</OutputType>");
        models.Scenario.Write(
            "checks/Checks.cs",
            """
            public sealed class ModelChecks
            {
                [Xunit.Fact]
                public void The_model_is_there() =>
                    Xunit.Assert.Equal("churn 1.0.0", File.ReadAllText(Checks.ModelAssets.Churn.Path));
            }
            """);

        models.Dotnet("checks", "test").Succeeded().Output.ShouldMatch(@"Passed:\s+1");
    }

    [Fact]
    public void Neither_variables_nor_names_of_others_get_in_the_way()
    {
        models.Write(
            "names/Names.csproj",
            """<ModelReference Include="churn" Version="1.0.0" /><ModelReference Include="segment" Stage="prod" />""",
            "<OutputType>Exe</OutputType><RootNamespace>Models</RootNamespace>",
            """
            using Models;

            Console.Write($"{File.ReadAllText(ModelAssets.Churn.Path)}, {ModelAssets.Segment.Stage}");

            namespace Models
            {
                internal static class Path;

                internal static class Version;

                internal static class Churn;

                namespace System.IO
                {
                    internal static class Path;
                }
            }
            """);
        var variables = new Dictionary<string, string?>
        {
            ["MODEL"] = "segment", ["STAGE"] = "dev", ["VERSION"] = "9.9.9", ["FILES"] = "*.none",
            ["REGISTRY"] = "nowhere", ["LINKBASE"] = "elsewhere", ["MODELS"] = "x",
        };
        foreach (var (name, value) in variables)
        {
            models.Scenario.Environment[name] = value;
        }

        try
        {
            models.Dotnet("names", "build").Succeeded();
        }
        finally
        {
            foreach (var name in variables.Keys)
            {
                models.Scenario.Environment.Remove(name);
            }
        }

        models.Start("names", "dotnet", "bin/Debug/net10.0/Names.dll").Succeeded().Output.ShouldBe("churn 1.0.0, prod");
    }

    [Fact]
    public void What_all_projects_share_stands_in_one_file_above_them()
    {
        models.Scenario.Write(
            "shared/Directory.Build.props",
            $"""
            <Project>
              <PropertyGroup>
                <ModelRegistry>$(MSBuildThisFileDirectory)</ModelRegistry>
                <ModelConstantsClass>Assets</ModelConstantsClass>
                <ModelLockFile>$(MSBuildProjectDirectory)/locks/$(MSBuildProjectName).json</ModelLockFile>
              </PropertyGroup>
              <ItemGroup>
                {models.Reference}
                <ModelReference Include="churn" />
              </ItemGroup>
            </Project>
            """);
        models.Scenario.Write(
            "shared/Directory.Models.props",
            """<Project><ItemGroup><ModelPin Include="churn" Version="[1.0,2.0)" /></ItemGroup></Project>""");
        models.WriteBare("shared/one/One.csproj", "", "", "class C { string Path = One.Assets.Churn.Path; }");

        models.Dotnet("shared/one", "build").Succeeded();

        File.ReadAllText(models.Folder("shared/one/bin/Debug/net10.0/models/churn/model.bin")).ShouldBe("churn 1.0.0");
        File.Exists(models.Folder("shared/one/locks/One.json")).ShouldBeTrue();
        File.Exists(models.Folder("shared/one/models.lock.json")).ShouldBeFalse();
    }

    [Fact]
    public void A_library_brings_the_package_to_whom_references_it()
    {
        models.WriteBare(
            "transitive/lib/Lib.csproj",
            $"""{models.Reference.Replace(" PrivateAssets=\"all\"", "", StringComparison.Ordinal)}{Churn}""",
            "",
            """
            public static class Reader
            {
                public static string Text => File.ReadAllText(Lib.ModelAssets.Churn.Path);
            }
            """);
        models.WriteBare(
            "transitive/app/App.csproj",
            """
            <ProjectReference Include="../lib/Lib.csproj" />
            <ModelReference Include="segment" Stage="prod" />
            """,
            "<OutputType>Exe</OutputType>",
            "Console.Write($\"{Reader.Text}, {File.ReadAllText(App.ModelAssets.Segment.Path)}\");");

        models.Dotnet("transitive/app", "build").Succeeded();

        models.Start("transitive/app", "dotnet", "bin/Debug/net10.0/App.dll").Succeeded()
            .Output.ShouldBe("churn 1.0.0, segment 1.0.0");
    }
}
