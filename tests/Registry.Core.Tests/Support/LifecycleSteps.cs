namespace Registry.Tests.Support;

/// <summary>What happens to the model <c>churn</c> of a sandbox after it is registered.</summary>
internal static class LifecycleSteps
{
    public static async Task RegisterManyAsync(this Sandbox sandbox, int count)
    {
        for (var i = 1; i <= count; i++)
        {
            await sandbox.RegisterAsync($"content {i}", $"{i}.0.0");
        }
    }

    public static async Task<ModelVersion> UnregisterAsync(
        this Sandbox sandbox, string version, IProgressSink? sink = null, string? message = null) =>
        await (await sandbox.OpenAsync()).UnregisterAsync(
            new UnregisterRequest { Name = "churn", Version = version, Message = message }, sink);

    public static async Task<Model> DeprecateAsync(this Sandbox sandbox, IProgressSink? sink = null) =>
        await (await sandbox.OpenAsync()).DeprecateAsync(new DeprecateRequest { Name = "churn" }, sink);

    public static async Task<StageChange> UnassignAsync(
        this Sandbox sandbox, string stage, string? version = null, IProgressSink? sink = null) =>
        await (await sandbox.OpenAsync()).UnassignAsync(
            new UnassignRequest { Name = "churn", Stage = stage, Version = version }, sink);

    public static async Task<StageChange> UndoAsync(
        this Sandbox sandbox, string stage, Func<UndoRequest, UndoRequest>? with = null, IProgressSink? sink = null)
    {
        var request = new UndoRequest { Name = "churn", Stage = stage };
        return await (await sandbox.OpenAsync()).UndoAsync(with?.Invoke(request) ?? request, sink);
    }

    public static Task<StageChange> RedoAsync(this Sandbox sandbox, string stage, int steps = 1) =>
        sandbox.UndoAsync(stage, r => r with { Redo = true, Steps = steps });

    /// <summary>Annotates the model, or where the request names one, its version.</summary>
    public static async Task AnnotateAsync(
        this Sandbox sandbox, Func<AnnotateRequest, AnnotateRequest> with, IProgressSink? sink = null)
    {
        var request = with(new AnnotateRequest { Name = "churn" });
        var registry = await sandbox.OpenAsync();
        if (request.Version is null)
        {
            await registry.AnnotateModelAsync(request, sink);
        }
        else
        {
            await registry.AnnotateVersionAsync(request, sink);
        }
    }

    public static async Task<ModelVersion> VersionAsync(this Sandbox sandbox, string version) =>
        await (await sandbox.OpenAsync()).GetVersionsAsync(
            "churn", new VersionQuery { Version = version, All = true }).SingleAsync();

    public static async Task<Model> ModelAsync(this Sandbox sandbox) =>
        await (await sandbox.OpenAsync()).GetModelAsync("churn");

    public static async Task<string?> HolderAsync(this Sandbox sandbox, string stage) =>
        (await sandbox.ModelAsync()).Stages.GetValueOrDefault(stage);
}
