namespace Registry.Operations.Retention;

/// <summary>One run of retention: erase, condemn, sweep.</summary>
internal sealed class RetentionRun(RegistryContext registry, RetentionRequest request, IProgressSink? sink)
{
    public Task<RetentionReport> PreviewAsync(CancellationToken cancel) =>
        throw new NotSupportedException($"{registry} {request} {sink} {cancel}");

    public Task<RetentionReport> RunAsync(CancellationToken cancel) => PreviewAsync(cancel);
}
