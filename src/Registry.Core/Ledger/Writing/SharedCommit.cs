using Registry.Git;
using Registry.Naming;

namespace Registry.Ledger.Writing;

/// <summary>
/// A version of ours on the commit of one that another tool registered in the same moment. GTO reads no registry with a
/// stage on such a commit, and counts deregistered versions too, so ours has to move: it is registered anew under the
/// next number on a commit of its own, and deregistered where it was.
/// </summary>
internal sealed record SharedCommit(RegistryEvent Ours, RegistryEvent Theirs)
{
    /// <summary>What the new event must not repeat: it gets its own.</summary>
    private static readonly string[] s_own = [Trailer.Event, Trailer.Previous, Trailer.Version, Trailer.SourceCommit];

    /// <summary>Whether one of the events just written shares its commit with a version of a tool without numbers.</summary>
    public static SharedCommit? Find(AppendResult written)
    {
        var pairs =
            from ours in written.Events.Where(e => e.Kind == EventKind.Register)
            from theirs in written.State.Events.Where(e => e.Kind == EventKind.Register && e.Commit == ours.Commit)
            where theirs.Name.Version != ours.Name.Version && theirs.TagObject != ours.TagObject
            select new SharedCommit(ours, theirs);
        return pairs.FirstOrDefault();
    }

    /// <summary>The version anew, then the end of the old one; nothing where that was done already.</summary>
    public IReadOnlyList<EventDraft> Draft(ModelState state)
    {
        if (state.Find(Ours.Name.Version!) is not { IsActive: true } old)
        {
            return [];
        }

        var next = Next(state);
        var anew = new EventDraft
        {
            Kind = EventKind.Register,
            Version = next,
            Commit = new ObjectId(old.SourceCommit),
            Reason = Ours.Message.Reason,
            Trailers = [.. Ours.Message.Trailers.Where(trailer => !s_own.Contains(trailer.Key))],
        };
        var end = new EventDraft
        {
            Kind = EventKind.Deregister,
            Version = Ours.Name.Version,
            Commit = old.Commit,
            Reason = $"Shares its commit with {Theirs.Name.Version}, which {Theirs.Tagger.Name} registered in the same moment; "
                + $"registered anew as {next}.",
        };
        return [anew, end];
    }

    /// <summary>What a user has to know; the second argument tells what became of it, null where nothing did.</summary>
    public RegistryMessage Tell(AppendResult? mended) => new(
        MessageLevel.Warning, null,
        $"'{Theirs.Tag}' by {Theirs.Tagger.Name} was put on the same commit {Ours.Commit.Hex[..12]} as '{Ours.Tag}' in the same "
        + (mended?.Registered is { } version
            ? $"moment, and GTO cannot read two versions on one: yours is '{version.Version}' now, on a commit of its own, "
                + $"and '{Ours.Name.Version}' is deregistered."
            : "moment, and GTO cannot read two versions on one once a stage is there: register yours again."));

    /// <summary>The first free number above: ranges that would take the old one take it too.</summary>
    private SemanticVersion Next(ModelState state)
    {
        var bump = Ours.Name.Version!.IsPrerelease ? VersionBump.Prerelease : VersionBump.Patch;
        var next = Ours.Name.Version.Raise(bump);
        while (state.Find(next) is not null || state.Vanished.Contains(next))
        {
            next = next.Raise(bump);
        }

        return next;
    }
}
