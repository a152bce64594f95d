namespace Registry.MSBuild.Tests;

public sealed class MistakeTests(PackageFeed feed)
{
    [Fact]
    public async Task Each_mistake_in_a_project_has_its_code_and_its_line()
    {
        using var scenario = new Scenario(feed);
        await scenario.InitializeAsync();
        await scenario.RegisterAsync("churn", "1.0.0");
        await scenario.RegisterAsync("segment", "1.0.0");
        await scenario.RegisterAsync("text/churn", "1.0.0");
        await scenario.RegisterAsync("text-churn", "1.0.0");
        (string Code, string Text, string Items)[] mistakes =
        [
            ("MLR1003", "by Version and by Stage", """<ModelReference Include="churn" Version="1.0.0" Stage="prod" />"""),
            ("MLR1003", "neither Version nor Stage", """<ModelReference Include="churn" />"""),
            ("MLR1003", "referenced twice", """<ModelReference Include="churn" Version="1.0.0" /><ModelReference Include="churn" Version="1.*" />"""),
            ("MLR1003", "two central pins", """<ModelPin Include="x" Version="1" /><ModelPin Include="x" Stage="y" /><ModelReference Include="churn" Version="1.0.0" />"""),
            ("MLR1003", "'ModelAssets.TextChurn'", """<ModelReference Include="text/churn" Version="1.0.0" /><ModelReference Include="text-churn" Version="1.0.0" />"""),
            ("MLR1404", "leaves the output folder", """<ModelReference Include="churn" Version="1.0.0" LinkBase="../else" />"""),
            ("MLR1404", "both bring 'data/model.bin'", """<ModelReference Include="churn" Version="1.0.0" LinkBase="data" /><ModelReference Include="segment" Version="1.0.0" LinkBase="Data/." />"""),
            ("MLR1003", "'Verison'", """<ModelReference Include="churn" Verison="1.0.0" Stage="prod" />"""),
            ("MLR1003", "'one'", """<ModelReference Include="churn" Version="one" />"""),
            ("MLR1001", "churm", """<ModelReference Include="churm" Version="1.0.0" />"""),
        ];
        scenario.WriteProject("");
        scenario.Dotnet("restore").Succeeded();

        foreach (var (code, text, items) in mistakes)
        {
            scenario.WriteProject(items);
            var failed = scenario.Build("--no-restore").Failed();

            failed.Output.ShouldContain($"App.csproj(12): error {code}");
            failed.Output.ShouldContain(text, Case.Insensitive);
            if (code == "MLR1404")
            {
                File.Exists(scenario.LockFile).ShouldBeFalse();
            }

            File.Delete(scenario.LockFile);
            Directory.Exists(scenario.Output("models")).ShouldBeFalse();
        }
    }
}
