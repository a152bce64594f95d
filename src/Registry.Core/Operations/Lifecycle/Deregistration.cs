using Registry.Ledger;
using Registry.Ledger.Writing;
using Registry.Naming;
using Registry.Pins;

namespace Registry.Operations.Lifecycle;

/// <summary>Withdraws a version: its bytes stay, and whoever locked it keeps it.</summary>
internal sealed class Deregistration
{
    private readonly LedgerChange _change;
    private readonly SemanticVersion _version;
    private IReadOnlyList<string> _stages = [];

    /// <exception cref="RegistryException">MLR1003 for whatever of the request is malformed.</exception>
    public Deregistration(RegistryContext registry, UnregisterRequest request, IProgressSink? sink)
    {
        _change = new LedgerChange(registry, request, sink);
        _version = SemanticVersion.Parse(request.Version);
    }

    /// <summary>The version as it is, with the stages it would lose.</summary>
    public async Task<ModelVersion> PreviewAsync(CancellationToken cancel)
    {
        var state = await _change.ReadAsync(cancel);
        return state.ToVersion(Resolver.FindAny(state, _version), _change.Location);
    }

    public async Task<ModelVersion> RunAsync(CancellationToken cancel)
    {
        var written = await _change.AppendAsync(Decide, cancel);
        if (written.Event is not null && _stages.Count > 0)
        {
            WarnOfStages(written.State);
        }

        return written.State.ToVersion(written.State.Find(_version)!, _change.Location) with { Level = written.Level };
    }

    private IReadOnlyList<EventDraft> Decide(ModelState state)
    {
        var version = Resolver.FindAny(state, _version);
        if (!version.IsActive)
        {
            _change.Say(
                $"'{state.Name}@{_version}' is {(version.Erasure is null ? "deregistered" : "erased")} already; nothing was "
                + "written.");
            return [];
        }

        _stages = [.. state.StagesOf(version)];
        var draft = new EventDraft
        {
            Kind = EventKind.Deregister,
            Version = _version,
            Commit = version.Commit,
            Reason = _change.Reason,
        };
        return [draft];
    }

    /// <summary>GTO's rule: the assignment before was never taken back, so it is in force again.</summary>
    private void WarnOfStages(ModelState after)
    {
        var now = _stages.Select(stage => after.Stages.TryGetValue(stage, out var holder)
            ? $"'{stage}' is held by '{holder.Key}' again" : $"nobody holds '{stage}' now");
        _change.Warn(
            $"'{after.Name}@{_version}' held {string.Join(", ", _stages.Select(stage => $"'{stage}'"))}: "
            + $"{string.Join(", ", now)}. Assign what is meant to be there with Set-MLModelStage.");
    }
}
