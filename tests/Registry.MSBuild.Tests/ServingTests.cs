using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Registry.Testing;

namespace Registry.MSBuild.Tests;

/// <summary>The sample service: published as a folder for a container, started from there, and asked.</summary>
public sealed class ServingTests(PackageFeed feed)
{
    private const int Pixels = 64;

    [Fact]
    public async Task A_published_service_answers_with_the_model_that_is_pinned()
    {
        using var scenario = new Scenario(feed);
        await scenario.InitializeAsync();
        var digits = ReadDigits();
        await RegisterAsync(scenario, digits);
        CopySample(scenario);
        var published = scenario["published"];

        scenario.Dotnet("publish", "../samples/serving", "-o", published).Succeeded();
        scenario.Dotnet("publish", "../samples/serving", "-o", published, "-p:RestoreModelsLockedMode=true")
            .Succeeded();
        File.ReadAllText(Path.Combine(published, "Dockerfile")).ShouldContain("\"Serving.dll\"");
        Directory.GetFiles(published, "models.lock.json").ShouldBeEmpty();

        // A container has neither the sources nor the registry.
        Directory.Delete(scenario.Repository.Path, recursive: true);
        Directory.Delete(scenario.Cache, recursive: true);
        var service = Command.Start(
            scenario["."], scenario.Environment, "dotnet", Path.Combine(published, "Serving.dll"),
            "--urls", "http://127.0.0.1:0");
        try
        {
            using var client = new HttpClient { BaseAddress = await AddressAsync(service) };
            await AskAsync(client, digits);
        }
        finally
        {
            service.Kill(entireProcessTree: true);
            service.WaitForExit();
        }
    }

    [Fact]
    public void The_samples_take_the_version_that_is_packed() =>
        File.ReadAllText(Path.Combine(PackageFeed.RepositoryRoot, "samples/Directory.Build.props"))
            .ShouldContain($"<RegistryVersion>{feed.Version}</RegistryVersion>");

    private static async Task AskAsync(HttpClient client, List<(int[] Pixels, int Value)> digits)
    {
        var model = await client.GetFromJsonAsync<JsonElement>("/model");
        model.GetProperty("version").GetString().ShouldBe("v1.0.0");
        model.GetProperty("stage").GetString().ShouldBe("prod");
        (await client.GetAsync("/health")).StatusCode.ShouldBe(HttpStatusCode.OK);

        foreach (var (pixels, value) in Clearest(digits))
        {
            var answer = await client.PostAsJsonAsync("/digits", pixels);
            var reading = await answer.Content.ReadFromJsonAsync<JsonElement>();
            reading.GetProperty("digit").GetString().ShouldBe(value.ToString(CultureInfo.InvariantCulture));
            reading.GetProperty("version").GetString().ShouldBe("v1.0.0");
        }

        foreach (var wrong in new[] { new int[3], [.. new int[Pixels - 1], 17], [.. new int[Pixels - 1], -1] })
        {
            (await client.PostAsJsonAsync("/digits", wrong)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }
    }

    private static async Task<Uri> AddressAsync(System.Diagnostics.Process service)
    {
        const string Listening = "Now listening on: ";
        var error = service.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        while (await service.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at)
            {
                _ = service.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return new Uri(line[(at + Listening.Length)..].Trim());
            }
        }

        throw new InvalidOperationException($"The service does not start: {await error}");
    }

    /// <summary>The sample where it lies in the repository, with the scenario's registry and package.</summary>
    private static void CopySample(Scenario scenario)
    {
        foreach (var folder in new[] { "samples/serving", "build/quickstart/Shared" })
        {
            foreach (var file in Directory.GetFiles(Path.Combine(PackageFeed.RepositoryRoot, folder)))
            {
                scenario.Write($"{folder}/{Path.GetFileName(file)}", File.ReadAllText(file));
            }
        }

        scenario.Write(
            "samples/Directory.Build.props",
            $"""
            <Project>
              <PropertyGroup>
                <RegistryVersion>{scenario.Feed.Version}</RegistryVersion>
                <ModelRegistry>$(MSBuildThisFileDirectory)..</ModelRegistry>
              </PropertyGroup>
            </Project>
            """);
    }

    private static List<(int[] Pixels, int Value)> ReadDigits()
    {
        var path = Path.Combine(PackageFeed.RepositoryRoot, "build/quickstart/data/digits.csv.gz");
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        var digits = new List<(int[], int)>();
        while (reader.ReadLine() is { } line)
        {
            var row = line.Split(',').Select(field => int.Parse(field, CultureInfo.InvariantCulture)).ToArray();
            digits.Add((row[..Pixels], row[Pixels]));
        }

        return digits;
    }

    /// <summary>The image of each digit that is nearest to that digit's mean.</summary>
    private static IEnumerable<(int[] Pixels, int Value)> Clearest(List<(int[] Pixels, int Value)> digits) =>
        from digit in digits
        group digit by digit.Value into same
        let mean = Mean(same.Select(digit => digit.Pixels))
        select same.MinBy(digit => digit.Pixels.Zip(mean, (pixel, average) => Math.Pow(pixel - average, 2)).Sum());

    /// <summary>The nearest mean as one linear layer: its weights, and half of its square less.</summary>
    private static async Task RegisterAsync(Scenario scenario, List<(int[] Pixels, int Value)> digits)
    {
        var means = digits.GroupBy(digit => digit.Value).OrderBy(same => same.Key)
            .Select(same => Mean(same.Select(digit => digit.Pixels))).ToList();
        using var weights = new MemoryStream();
        using (var writer = new BinaryWriter(weights))
        {
            means.SelectMany(mean => mean).Concat(means.Select(mean => -mean.Sum(value => value * value) / 2)).ToList()
                .ForEach(value => writer.Write((float)value));
        }

        var source = Directory.CreateDirectory(scenario["trained"]).FullName;
        File.WriteAllBytes(Path.Combine(source, "weights.bin"), weights.ToArray());
        File.WriteAllText(
            Path.Combine(source, "model.json"),
            """{ "kind": "nearest mean", "layers": [64, 10], "inputScale": 1, "labels": "0123456789" }""");
        var registry = await ModelRegistry.OpenAsync(scenario.Repository.Path);
        await registry.RegisterAsync(
            new RegisterRequest { Name = "digits", Path = source, Version = "1.0.0", Stage = "prod" });
    }

    private static double[] Mean(IEnumerable<int[]> images)
    {
        var all = images.ToList();
        return [.. Enumerable.Range(0, Pixels).Select(i => all.Average(image => image[i]))];
    }
}
