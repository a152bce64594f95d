namespace Registry.MSBuild;

/// <summary>Asks the remote whether what is locked has been left behind or withdrawn since.</summary>
[Microsoft.Build.Framework.MSBuildMultiThreadableTask]
public sealed class CheckModelDrift : ReviewTask
{
    protected override void Run(CancellationToken cancel) => Report(Review(cancel));
}
