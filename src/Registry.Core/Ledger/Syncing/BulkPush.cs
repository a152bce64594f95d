using Registry.Git;
using Registry.Ledger.Writing;

namespace Registry.Ledger.Syncing;

/// <summary>
/// Sends any number of events in one push: each refspec costs a walk over all refs of the remote, so they are given as
/// patterns over a namespace that holds nothing else.
/// </summary>
internal sealed class BulkPush(GitRepository repository, GitRemote remote)
{
    public const string Staging = "refs/registry-push/";
    private const string Chains = "refs/registry/";

    /// <returns>Whether the remote took all of them; else it took none, or it is not known.</returns>
    /// <exception cref="RegistryException">MLR1102 where another process sends from here at this moment.</exception>
    public async Task<bool> RunAsync(IReadOnlyList<PendingEvents> all, CancellationToken cancel)
    {
        using var mine = Lock() ?? throw new RegistryException(
            ErrorCodes.GitFailed, $"Another Sync-MLRegistry -Bulk is at work in '{repository.Path}'; run this after it.");
        await ClearAsync(cancel);
        var refs = new RefTransaction();
        foreach (var pending in all)
        {
            refs.Set($"{Staging}registry/{pending.Chain.Ref[Chains.Length..]}", pending.Tip, null);
            foreach (var link in pending.Outgoing)
            {
                refs.Set($"{Staging}tags/{link.Tag}", link.TagObject, null);
            }
        }

        try
        {
            await refs.CommitAsync(repository, cancel);
            var (outcome, _) = await remote.PushAsync(
                [$"{Staging}tags/*:refs/tags/*", $"{Staging}registry/*:{Chains}*"], null, atomic: true, cancel);
            return outcome == PushOutcome.Accepted;
        }
        finally
        {
            await ClearAsync(CancellationToken.None);
        }
    }

    /// <summary>Takes away what a run that was killed has left, unless one is at work.</summary>
    /// <exception cref="RegistryException">MLR1102.</exception>
    public async Task SweepAsync(CancellationToken cancel)
    {
        using var mine = Lock();
        if (mine is not null)
        {
            await ClearAsync(cancel);
        }
    }

    private async Task ClearAsync(CancellationToken cancel)
    {
        var refs = new RefTransaction();
        foreach (var left in await repository.ListRefsAsync([Staging], cancel))
        {
            refs.Delete(left.Name, left.Target);
        }

        await refs.CommitAsync(repository, cancel);
    }

    /// <summary>The system lets go of it when the process ends, however it ends. Null where another one has it.</summary>
    private FileStream? Lock()
    {
        try
        {
            var path = Path.Combine(repository.GitDirectory, "registry-push.lock");
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
