using Registry.Git;
using Registry.Ledger;
using Registry.Ledger.Writing;
using Registry.Naming;

namespace Registry.Tests.Support;

/// <summary>A model's events as the writer would leave them, without any repository.</summary>
internal sealed class MemoryLedger
{
    private readonly List<RegistryEvent> _events = [];

    /// <summary>Versions 1.0.0, 2.0.0 and so on, each on a commit of its own.</summary>
    public MemoryLedger(int versions)
    {
        for (var i = 1; i <= versions; i++)
        {
            Write([new EventDraft
            {
                Kind = EventKind.Register,
                Version = SemanticVersion.Parse($"{i}.0.0"),
                Commit = new ObjectId(Events.CommitId(i)),
            }]);
        }
    }

    public static StageName Prod { get; } = StageName.Parse("prod");

    public ModelState State => ModelFold.Fold(Events.Model, _events);

    public string? Holder => State.HolderOf(Prod)?.Key;

    /// <summary>
    /// What <c>dvc artifacts get --stage</c> delivers: the commit of the newest tag that mentions the stage, unassigning
    /// ones as well.
    /// </summary>
    public ObjectId DvcCommit => State.Events.Last(e => e.Name.Stage == Prod).Commit;

    public void Write(IReadOnlyList<EventDraft> drafts)
    {
        foreach (var draft in drafts)
        {
            var state = State;
            var message = MessageBuilder.Build(Events.Model, draft, state.NextNumber, state.Last);
            _events.Add(Events.Of(
                draft.TagName(Events.Model, state.NextNumber).ToString(), Commit(draft), _events.Count + 1,
                message.Format()));
        }
    }

    /// <summary>As GTO writes it: neither a number nor any trailer.</summary>
    public void WriteForeign(string tag, int commit) => _events.Add(Events.Of(tag, commit, _events.Count + 1));

    public void Assign(string version) => Write([Stage(EventKind.Assign, version)]);

    public void Unassign(params string[] versions) =>
        Write(EventDraft.Tie(State, versions.Select(version => Stage(EventKind.Unassign, version))));

    public EventDraft Stage(EventKind kind, string version)
    {
        var known = State.Find(SemanticVersion.Parse(version)).ShouldNotBeNull();
        return EventDraft.OfStage(kind, Prod, new StageHolder(known, known.Registration));
    }

    private static int Commit(EventDraft draft) => int.Parse(
        draft.Commit.Hex, System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);
}
