using Registry.Tests.Support;

namespace Registry.Tests.Pins;

/// <summary>A lock file remembers which tags it was made from.</summary>
public sealed class LockWitnessTests : IDisposable
{
    private readonly Sandbox _sandbox = new("lock-witness");

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task A_registration_that_was_rewritten_is_told_when_the_registry_is_asked_again()
    {
        await LockAsync(new ModelPin { Name = "churn", Version = "1.*" });
        _sandbox.Git.Git("tag", "-f", "-a", "-m", "rewritten", "churn@v1.0.0", "churn@v1.0.0^{commit}");
        var pin = new ModelPin { Name = "churn", Version = "2.*" };

        var refused = await Refused.WithAsync(ErrorCodes.HistoryBroken, () => RestoreAsync(pin));

        refused.Message.ShouldContain("'churn@v1.0.0' is");
    }

    [Fact]
    public async Task An_assignment_that_was_rewritten_is_told_too()
    {
        var pin = new ModelPin { Name = "churn", Stage = "prod" };
        await LockAsync(pin);
        var message = _sandbox.Git.Git("tag", "-l", "--format=%(contents)", "churn#prod#2");
        _sandbox.Git.Git("tag", "-f", "-a", "-m", message + "\n", "churn#prod#2", "churn@v2.0.0^{commit}");

        await Refused.WithAsync(ErrorCodes.HistoryBroken, () => RestoreAsync(pin, force: true));
    }

    [Fact]
    public async Task A_clone_that_lacks_the_tag_is_only_behind_and_a_url_that_lacks_it_is_broken()
    {
        await LockAsync(new ModelPin { Name = "churn", Version = "1.*" });
        var pin = new ModelPin { Name = "churn", Version = "2.*" };
        _sandbox.Git.Git("tag", "-d", "churn@v1.0.0");

        var refused = await Refused.WithAsync(
            ErrorCodes.HistoryBroken, () => RestoreAsync(pin, new Uri(_sandbox.Git.Path).AbsoluteUri));
        var restored = await RestoreAsync(pin);

        refused.Message.ShouldContain("it is gone");
        restored.Single().Version.ShouldBe("v2.0.0");
    }

    private async Task LockAsync(ModelPin pin)
    {
        await _sandbox.RegisterAsync("one", "1.0.0", request => request with { Stage = "prod" });
        await _sandbox.RegisterAsync("two", "2.0.0");
        await RestoreAsync(pin);
    }

    private Task<IReadOnlyList<RestoredModel>> RestoreAsync(ModelPin pin, string? registry = null, bool force = false) =>
        ModelRegistry.RestoreAsync(new RestoreRequest
        {
            Pins = [pin],
            LockFile = _sandbox.Folder["project/models.lock.json"],
            Destination = _sandbox.Folder["project/obj"],
            Registry = registry ?? _sandbox.Git.Path,
            BaseDirectory = _sandbox.Folder.CreateFolder("project"),
            ForceEvaluate = force,
        });
}
