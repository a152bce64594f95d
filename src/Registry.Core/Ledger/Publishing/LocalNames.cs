using Registry.Git;
using Registry.Ledger.Writing;

namespace Registry.Ledger.Publishing;

/// <summary>Gives written events their names in this repository, the last step of all.</summary>
internal sealed class LocalNames(GitRepository repository)
{
    private const int MostTries = 12;

    /// <summary>
    /// Writes the tags, the chain, and how far the remote has come, in one step. What is on the remote gets its names
    /// whatever happened here meanwhile; what stays local loses against a writer that was faster.
    /// </summary>
    /// <returns>False for a local event whose chain moved meanwhile.</returns>
    /// <exception cref="RegistryException">MLR1102.</exception>
    public async Task<bool> WriteAsync(
        Standing standing, PendingEvents pending, PublishLevel level, CancellationToken cancel)
    {
        if (await ExpectedAsync(standing, pending, level, cancel))
        {
            return true;
        }

        var backoff = new Backoff();
        for (var attempt = 1; level != PublishLevel.Local && attempt <= MostTries; attempt++)
        {
            await backoff.BeforeAsync(attempt, cancel);
            if (await WriteAnywayAsync(pending, level, cancel))
            {
                return true;
            }
        }

        return level == PublishLevel.Local ? false : throw new RegistryException(
            ErrorCodes.GitFailed,
            $"'{pending.Outgoing.Last().Tag}' is on the remote, but its refs cannot be written here; run 'git fetch --tags'.");
    }

    /// <summary>As nearly always: nothing has changed since the standing was read.</summary>
    private Task<bool> ExpectedAsync(
        Standing standing, PendingEvents pending, PublishLevel level, CancellationToken cancel)
    {
        var refs = new RefTransaction();
        Move(refs, pending.Chain.Ref, pending.Tip, standing.LocalTip);
        foreach (var e in pending.Events)
        {
            refs.Set($"refs/tags/{e.Tag}", e.TagObject, null);
        }

        if (SeenRef(pending.Chain, level) is { } seen)
        {
            Move(refs, seen, pending.Tip, standing.Tips.GetValueOrDefault(seen)?.Commit);
        }

        return refs.CommitAsync(repository, cancel);
    }

    private async Task<bool> WriteAnywayAsync(PendingEvents pending, PublishLevel level, CancellationToken cancel)
    {
        var refs = new RefTransaction();
        var old = await repository.FindRefAsync(pending.Chain.Ref, cancel);

        // Where an event was kept local meanwhile, the chain stays on it; the next writer is told of the fork.
        if (old is not { } known || await repository.IsAncestorAsync(known, pending.Tip, cancel))
        {
            Move(refs, pending.Chain.Ref, pending.Tip, old);
        }

        foreach (var e in pending.Events)
        {
            if (await repository.FindRefAsync($"refs/tags/{e.Tag}", cancel) != e.TagObject)
            {
                refs.Set($"refs/tags/{e.Tag}", e.TagObject, null);
            }
        }

        // What the remote has by now is remembered: else a host without chains would get every event again, and a
        // chain that is rewound there would look like one that was never pushed. A later fetch may have done it.
        if (SeenRef(pending.Chain, level) is { } seen
            && await repository.FindRefAsync(seen, cancel) is var before
            && (before is not { } at || await repository.IsAncestorAsync(at, pending.Tip, cancel)))
        {
            Move(refs, seen, pending.Tip, before);
        }

        return await refs.CommitAsync(repository, cancel);
    }

    /// <summary>Moves the chain here, and what is known of the remote's, wherever they were.</summary>
    public static void MoveChain(RefTransaction refs, Standing standing, ObjectId? tip, PublishLevel level)
    {
        if (tip is not { } to)
        {
            if (standing.LocalTip is { } last)
            {
                refs.Delete(standing.Chain.Ref, last);
            }

            return;
        }

        Move(refs, standing.Chain.Ref, to, standing.LocalTip);
        if (SeenRef(standing.Chain, level) is { } seen)
        {
            Move(refs, seen, to, standing.Tips.GetValueOrDefault(seen)?.Commit);
        }
    }

    private static string? SeenRef(Chain chain, PublishLevel level) => level switch
    {
        PublishLevel.Local => null,
        PublishLevel.TagAlone => chain.SentRef,
        _ => chain.RemoteRef,
    };

    private static void Move(RefTransaction refs, string name, ObjectId to, ObjectId? from)
    {
        if (from != to)
        {
            refs.Set(name, to, from);
        }
    }
}
