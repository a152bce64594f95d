using Registry.Tests.Support;

namespace Registry.Tests.Faults;

/// <summary>Processes that share a cache: what one has fetched no other fetches, however it ended.</summary>
public sealed class S3ProcessTests
{
    /// <summary>The model's files, as <see cref="BucketRegistry.Write"/> makes them.</summary>
    private const long ModelSize = (22 * 1024 * 1024) + 1000;

    /// <summary>Records, manifests and answers about them.</summary>
    private const long Rest = 100 * 1024;

    [Fact]
    public async Task Processes_that_save_one_model_at_once_fetch_it_once()
    {
        using var registry = await BucketRegistry.CreateAsync(proxied: true);
        Register(registry);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(
            () => registry.Worker.Run(Save(registry, $"out-{i}")).Succeeded())));

        Received(registry).ShouldBeInRange(ModelSize, ModelSize + (4 * Rest));
        foreach (var i in Enumerable.Range(0, 4))
        {
            Bytes.Tree(registry.Sandbox.Folder[$"out-{i}"]).ShouldBe(Bytes.Tree(registry.Sandbox.Folder["model"]));
        }
    }

    [Fact]
    public async Task A_process_goes_on_with_what_a_killed_one_had_fetched()
    {
        using var registry = await BucketRegistry.CreateAsync(proxied: true);
        Register(registry);

        registry.Worker.Environments["MODEL_REGISTRY_BANDWIDTH"] = "10MiB";
        using (var killed = registry.Worker.Start(Save(registry, "out")))
        {
            SpinWait.SpinUntil(() => Received(registry) > ModelSize * 9 / 10, TimeSpan.FromMinutes(1)).ShouldBeTrue();
            killed.Kill(entireProcessTree: true);
            await killed.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Directory.Exists(registry.Sandbox.Folder["out"]).ShouldBeFalse();
        registry.Worker.Environments.Remove("MODEL_REGISTRY_BANDWIDTH");
        registry.Worker.Run(Save(registry, "out")).Succeeded();

        // What the system had taken for the killed one and it had not read yet is fetched again.
        Received(registry).ShouldBeInRange(ModelSize, ModelSize * 3 / 2);
        Bytes.Tree(registry.Sandbox.Folder["out"]).ShouldBe(Bytes.Tree(registry.Sandbox.Folder["model"]));
    }

    private static void Register(BucketRegistry registry)
    {
        var model = registry.Write("model");
        registry.Worker.Run("register", registry.Sandbox.Git.Path, "churn", model, "1.0.0").Succeeded();
        registry.Proxy!.Reset();
    }

    private static string[] Save(BucketRegistry registry, string folder) =>
        ["save", registry.Sandbox.Git.Path, "churn", "1.0.0", registry.Sandbox.Folder[folder]];

    private static long Received(BucketRegistry registry) => registry.Proxy!.Requests.Sum(request => request.Received);
}
