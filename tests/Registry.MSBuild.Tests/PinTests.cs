namespace Registry.MSBuild.Tests;

public sealed class PinTests(PackageFeed feed)
{
    private const string WriteItems =
        """
        <Target Name="WriteItems" AfterTargets="Build">
          <WriteLinesToFile File="items.txt" Overwrite="true" Lines="@(RestoredModel->'%(ModelName)|%(ModelVersion)|%(RelativePath)|%(Sha256)|%(Size)|%(LinkPath)')" />
        </Target>
        """;

    [Fact]
    public async Task A_model_is_pinned_by_exact_version_range_floating_version_or_stage()
    {
        using var scenario = new Scenario(feed);
        await scenario.InitializeAsync();
        foreach (var name in new[] { "exact", "range", "floating", "staged" })
        {
            await scenario.RegisterAsync(name, "1.0.0");
            await scenario.RegisterAsync(name, "1.2.0", stage: "prod");
            await scenario.RegisterAsync(name, "2.0.0");
        }

        scenario.WriteProject(
            """
            <ModelReference Include="exact" Version="1.0.0" />
            <ModelReference Include="range" Version="[1.1,2.0)" />
            <ModelReference Include="floating" Version="1.*" />
            <ModelReference Include="staged" Stage="prod" />
            """);
        scenario.Write("app/Directory.Build.targets", $"<Project>{WriteItems}</Project>");

        scenario.Build().Succeeded();

        scenario.ReadOutput("models/exact/model.bin").ShouldBe("exact 1.0.0");
        scenario.ReadOutput("models/range/model.bin").ShouldBe("range 1.2.0");
        scenario.ReadOutput("models/floating/model.bin").ShouldBe("floating 1.2.0");
        scenario.ReadOutput("models/staged/model.bin").ShouldBe("staged 1.2.0");
        var items = File.ReadAllLines(scenario.InApp("items.txt"));
        items.Select(i => string.Join('|', i.Split('|')[..3])).ShouldBe(
        [
            "exact|v1.0.0|model.bin", "range|v1.2.0|model.bin", "floating|v1.2.0|model.bin", "staged|v1.2.0|model.bin",
        ]);
        items[0].ShouldMatch(@"\|[0-9a-f]{64}\|11\|models/exact/model.bin$");
        foreach (var requested in new[] { "\"[1.0.0]\"", "\"[1.1,2.0)\"", "\"1.*\"", "\"#prod\"" })
        {
            scenario.Lock.ShouldContain($"\"requested\": {requested}");
        }

        var written = scenario.Lock;
        File.Delete(scenario.InApp("items.txt"));
        File.Delete(scenario.LockFile);
        scenario.Build().Succeeded();

        scenario.Lock.ShouldBe(written);
        File.ReadAllLines(scenario.InApp("items.txt")).ShouldBe(items);
    }

    [Fact]
    public async Task Central_pins_serve_references_that_have_none()
    {
        using var scenario = new Scenario(feed);
        await scenario.InitializeAsync();
        await scenario.RegisterAsync("churn", "1.0.0");
        await scenario.RegisterAsync("churn", "2.0.0");
        scenario.Write(
            "Directory.Models.props",
            """<Project><ItemGroup><ModelPin Include="churn" Version="1.0.0" /></ItemGroup></Project>""");
        scenario.WriteProject("""<ModelReference Include="churn" />""");

        scenario.Build().Succeeded();
        scenario.ReadOutput("models/churn/model.bin").ShouldBe("churn 1.0.0");

        scenario.WriteProject("""<ModelReference Include="churn" Version="2.0.0" />""");
        scenario.Build().Succeeded();
        scenario.ReadOutput("models/churn/model.bin").ShouldBe("churn 2.0.0");
    }

    [Fact]
    public async Task Odd_names_and_folders_reach_the_output_and_the_program()
    {
        using var scenario = new Scenario(feed, app: "ein Haus/für (uns) & alle");
        await scenario.InitializeAsync();
        await scenario.RegisterFilesAsync("text/churn-v2", "1.0.0", new()
        {
            ["modèle 100%; (ü).onnx"] = "onnx",
            ["deep/er/vocab.txt"] = "vocab",
            ["readme.md"] = "left out",
        });
        await scenario.RegisterAsync("2nd", "0.1.0-rc.1");
        scenario.WriteProject(
            """
            <ModelReference Include="text/churn-v2" Version="1.0.0" Files="*.onnx;deep/**" />
            <ModelReference Include="2nd" Version="0.1.0-rc.1" LinkBase="data/second" />
            """,
            properties: "<AssemblyName>my-app</AssemblyName><RootNamespace>my-app.namespace</RootNamespace>",
            program:
            """
            using my_app.@namespace;
            Console.WriteLine(ModelAssets.TextChurnV2.Version);
            Console.WriteLine(string.Join(',', Directory.GetFiles(ModelAssets.TextChurnV2.Path).Select(Path.GetFileName)));
            Console.WriteLine(File.ReadAllText(ModelAssets._2nd.Path));
            Console.WriteLine(ModelAssets._2nd.Sha256 ==
                Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(ModelAssets._2nd.Path))));
            """);

        scenario.Build("-warnaserror").Succeeded();

        scenario.ReadOutput("models/text/churn-v2/modèle 100%; (ü).onnx").ShouldBe("onnx");
        scenario.ReadOutput("models/text/churn-v2/deep/er/vocab.txt").ShouldBe("vocab");
        File.Exists(scenario.Output("models/text/churn-v2/readme.md")).ShouldBeFalse();
        scenario.ReadOutput("data/second/model.bin").ShouldBe("2nd 0.1.0-rc.1");
        scenario.Execute("dotnet", scenario.Output("my-app.dll")).Succeeded().Output.Split('\n').ShouldBe(
            ["v1.0.0", "modèle 100%; (ü).onnx", "2nd 0.1.0-rc.1", "True", ""]);
    }

    [Fact]
    public async Task Constants_say_the_stage_and_can_be_renamed_or_left_out()
    {
        using var scenario = new Scenario(feed);
        await scenario.InitializeAsync();
        await scenario.RegisterAsync("churn", "1.0.0", stage: "prod");
        scenario.WriteProject(
            """<ModelReference Include="churn" Stage="prod" CopyToOutputDirectory="Never" />""",
            properties: "<ModelConstantsClass>Assets</ModelConstantsClass>",
            program: "Console.WriteLine(App.Assets.Churn.Stage + App.Assets.Churn.Version);");

        scenario.Build().Succeeded();

        scenario.Execute("dotnet", scenario.Output("App.dll")).Succeeded().Output.Trim().ShouldBe("prodv1.0.0");
        Directory.Exists(scenario.Output("models")).ShouldBeFalse();
        scenario.Build("-p:GenerateModelConstants=false").Failed().All.ShouldContain("error CS");
    }
}
