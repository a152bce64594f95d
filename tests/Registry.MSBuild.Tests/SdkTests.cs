namespace Registry.MSBuild.Tests;

/// <summary>The package as an MSBuild SDK, which is there when packages are restored.</summary>
public sealed class SdkTests(RegisteredModels models) : IClassFixture<RegisteredModels>
{
    private const StringComparison Exact = StringComparison.Ordinal;
    private const string Churn = """<ModelReference Include="churn" Version="1.0.0" />""";
    private const string Segment = """<ModelReference Include="segment" Stage="prod" />""";

    /// <summary>The element as it stands below the project's own, in the middle of its properties.</summary>
    private string Element =>
        $"""
        </PropertyGroup>
        <Sdk Name="Registry.MSBuild" Version="{models.Scenario.Feed.Version}" />
        <PropertyGroup>
        """;

    [Fact]
    public void Restoring_packages_restores_models_and_a_build_then_finds_them()
    {
        models.WriteBare(
            "element/Element.csproj", Churn, $"<OutputType>Exe</OutputType>{Element}",
            "Console.Write(File.ReadAllText(Element.ModelAssets.Churn.Path));");

        models.Dotnet("element", "restore").Succeeded();
        Placed("element").ShouldBe(["churn 1.0.0"]);
        File.Exists(models.Folder("element/models.lock.json")).ShouldBeTrue();

        models.Dotnet("element", "build", "--no-restore", "-v:n").Succeeded().Output.ShouldNotContain("Restored '");
        models.Start("element", "dotnet", "bin/Debug/net10.0/Element.dll").Succeeded().Output.ShouldBe("churn 1.0.0");
        Directory.GetFiles(models.Folder("element"), "*.g.cs").ShouldBeEmpty();

        // A package reference that is left over from before, or comes from elsewhere, changes nothing.
        models.Write("element/Element.csproj", Churn, $"<OutputType>Exe</OutputType>{Element}");
        models.Dotnet("element", "build").Succeeded().Output.ShouldContain("0 Warning(s)");
    }

    [Fact]
    public void A_restored_solution_has_its_models_also_by_static_graph()
    {
        var sdk = $"Microsoft.NET.Sdk;Registry.MSBuild/{models.Scenario.Feed.Version}";
        models.WriteBare("solution/one/One.csproj", Churn, sdk: sdk);
        models.WriteBare(
            "solution/two/Two.csproj",
            $"""{Churn}{Segment.Replace(" />", " Condition=\"'$(TargetFramework)' != 'net10.0'\" />", Exact)}""",
            """
            <TargetFrameworks>net10.0;net10.0-windows</TargetFrameworks>
            <TargetFramework />
            <EnableWindowsTargeting>true</EnableWindowsTargeting>
            <DisableTransitiveFrameworkReferenceDownloads>true</DisableTransitiveFrameworkReferenceDownloads>
            """,
            sdk: sdk);
        models.WriteBare(
            "solution/later/Later.csproj", Segment, "<RestoreModelsOnRestore>false</RestoreModelsOnRestore>", sdk: sdk);
        models.Scenario.Write(
            "solution/All.slnx",
            """
            <Solution>
              <Project Path="one/One.csproj" /><Project Path="two/Two.csproj" /><Project Path="later/Later.csproj" />
            </Solution>
            """);

        foreach (var graph in new[] { "false", "true" })
        {
            models.Dotnet("solution", "restore", "--force", $"-p:RestoreUseStaticGraphEvaluation={graph}").Succeeded();

            Placed("solution/one").ShouldBe(["churn 1.0.0"], graph);
            Placed("solution/two").ShouldBe(["churn 1.0.0", "segment 1.0.0"], graph);
            Directory.Exists(models.Folder("solution/later/obj/models")).ShouldBeFalse();
            Directory.Delete(models.Folder("solution/one/obj/models"), recursive: true);
            Directory.Delete(models.Folder("solution/two/obj/models"), recursive: true);
        }
    }

    [Fact]
    public void A_pin_that_cannot_be_had_fails_the_restore_by_its_code_and_line()
    {
        models.WriteBare("wrong/Wrong.csproj", """<ModelReference Include="churn" Version="7.0.0" />""", Element);

        models.Dotnet("wrong", "restore").Failed().Output.ShouldMatch(@"Wrong\.csproj\(\d+.*error MLR1001");
    }

    [Fact]
    public void An_sdk_that_stands_before_the_one_it_extends_is_refused()
    {
        models.WriteBare(
            "first/First.csproj", Churn, sdk: $"Registry.MSBuild/{models.Scenario.Feed.Version};Microsoft.NET.Sdk");

        models.Dotnet("first", "build").Failed().Output.ShouldMatch(@"First\.csproj.*error MLR1003: .*after that one");
        Directory.Exists(models.Folder("first/models")).ShouldBeFalse();
    }

    private string[] Placed(string folder) =>
    [
        .. Directory.GetFiles(models.Folder($"{folder}/obj/models"), "model.bin", SearchOption.AllDirectories)
            .Select(File.ReadAllText).Order(StringComparer.Ordinal),
    ];
}
