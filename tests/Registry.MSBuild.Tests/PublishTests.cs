using System.IO.Compression;

namespace Registry.MSBuild.Tests;

/// <summary>What leaves a project: applications in each form, and packages.</summary>
public sealed class PublishTests(RegisteredModels models) : IClassFixture<RegisteredModels>
{
    private const string Program =
        """Console.Write(File.ReadAllText(ModelAssets.Churn.Path) + ", " + ModelAssets.Segment.Version);""";

    [Fact]
    public void One_file_without_a_runtime_finds_its_models_beside_it_or_in_it()
    {
        TakeRuntimeFromMachine();
        Write("single");

        Run(Publish("single", "beside", "--self-contained", "false", "-p:PublishSingleFile=true"), "Single")
            .ShouldBe("churn 1.0.0, v1.0.0");
        File.Exists(models.Folder("single/beside/models/churn/model.bin")).ShouldBeTrue();
        File.Exists(models.Folder("single/beside/Single.dll")).ShouldBeFalse();

        var inside = Publish(
            "single", "inside", "--self-contained", "false", "-p:PublishSingleFile=true",
            "-p:IncludeAllContentForSelfExtract=true");
        Directory.Exists(Path.Combine(inside, "models")).ShouldBeFalse();
        models.Scenario.Environment["DOTNET_BUNDLE_EXTRACT_BASE_DIR"] = models.Scenario["extracted"];
        Run(inside, "Single").ShouldBe("churn 1.0.0, v1.0.0");
        models.Scenario.Environment.Remove("DOTNET_BUNDLE_EXTRACT_BASE_DIR");
    }

    [Fact]
    public void A_trimmed_application_with_its_runtime_finds_its_models()
    {
        TakeRuntimeFromMachine();
        Write("trimmed");

        var folder = Publish(
            "trimmed", "out", "--self-contained", "-p:PublishSingleFile=true", "-p:PublishTrimmed=true");

        Run(folder, "Trimmed").ShouldBe("churn 1.0.0, v1.0.0");
        Directory.GetFiles(folder, "*.dll").ShouldBeEmpty();
    }

    [Fact]
    public void A_package_has_the_models_that_are_to_be_packed_and_no_others()
    {
        var feed = Directory.CreateDirectory(models.Scenario["packed"]).FullName;
        UserPackages.Allow(models.Scenario, feed);
        models.Write(
            "packed/Packed.Library.csproj",
            """
            <ModelReference Include="churn" Version="1.0.0" Pack="true" LinkBase="models/churn (v1)" />
            <ModelReference Include="segment" Stage="prod" />
            """);
        models.WriteBare(
            "consumer/Consumer.csproj", """<PackageReference Include="Packed.Library" Version="1.0.0" />""");

        models.Dotnet("packed", "build", "-c", "Release").Succeeded();
        models.Dotnet("packed", "pack", "--no-build", "-o", feed).Succeeded();
        models.Dotnet("consumer", "build").Succeeded();

        using var package = ZipFile.OpenRead(Path.Combine(feed, "Packed.Library.1.0.0.nupkg"));
        package.Entries.Select(e => Uri.UnescapeDataString(e.FullName))
            .Where(name => name.Contains("model", StringComparison.OrdinalIgnoreCase))
            .ShouldBe(["contentFiles/any/any/models/churn (v1)/model.bin"]);
        File.ReadAllText(models.Folder("consumer/bin/Debug/net10.0/models/churn (v1)/model.bin"))
            .ShouldBe("churn 1.0.0");
    }

    /// <summary>The SDK takes packages for these forms, the first also where no runtime is published.</summary>
    private void TakeRuntimeFromMachine()
    {
        string[] packages = [$"Microsoft.NETCore.App.Runtime.{UserPackages.Runtime}", "Microsoft.NET.ILLink.Tasks"];
        var missing = Array.Find(packages, id => !UserPackages.Have(id, $"{Environment.Version}"));
        Assert.SkipUnless(
            missing is null,
            $"'{missing}' {Environment.Version} is not among the user's packages; "
            + "'dotnet publish --self-contained -p:PublishTrimmed=true' of any project brings it.");
        UserPackages.Allow(models.Scenario);
    }

    private void Write(string folder) => models.Write(
        $"{folder}/{char.ToUpperInvariant(folder[0])}{folder[1..]}.csproj",
        """<ModelReference Include="churn" Version="1.0.0" /><ModelReference Include="segment" Stage="prod" />""",
        "<OutputType>Exe</OutputType><RootNamespace />",
        Program);

    private string Publish(string folder, string output, params string[] arguments)
    {
        models.Dotnet(folder, ["publish", "-r", UserPackages.Runtime, "-o", output, .. arguments]).Succeeded();
        return models.Folder($"{folder}/{output}");
    }

    /// <summary>From another folder: a program that looks where it was started would find nothing.</summary>
    private string Run(string folder, string program) =>
        models.Start(".", Path.Combine(folder, OperatingSystem.IsWindows() ? $"{program}.exe" : program))
            .Succeeded().Output;
}
