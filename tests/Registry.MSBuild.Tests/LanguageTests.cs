namespace Registry.MSBuild.Tests;

/// <summary>Languages for which no constants are written: the files come all the same.</summary>
public sealed class LanguageTests(RegisteredModels models) : IClassFixture<RegisteredModels>
{
    private const string FSharp =
        """printf "%s" (System.IO.File.ReadAllText(System.AppContext.BaseDirectory + "models/churn/model.bin"))""";

    private const string VisualBasic =
        """
        Module Program
            Sub Main()
                System.Console.Write(
                    System.IO.File.ReadAllText(System.AppContext.BaseDirectory & "models/churn/model.bin"))
            End Sub
        End Module
        """;

    [Theory]
    [InlineData("fs", FSharp, """<Compile Include="Program.fs" />""")]
    [InlineData("vb", VisualBasic, "")]
    public void Without_constants_a_project_builds_and_runs(string language, string program, string item)
    {
        models.Write(
            $"{language}/App.{language}proj",
            $"""<ModelReference Include="churn" Version="1.0.0" />{item}""",
            "<OutputType>Exe</OutputType><ImplicitUsings>disable</ImplicitUsings>");
        models.Scenario.Write($"{language}/Program.{language}", program);

        models.Dotnet(language, "build").Succeeded();

        models.Start(language, "dotnet", "bin/Debug/net10.0/App.dll").Succeeded().Output.ShouldBe("churn 1.0.0");
        Directory.GetFiles(models.Folder(language), "ModelAssets*", SearchOption.AllDirectories).ShouldBeEmpty();
    }
}
