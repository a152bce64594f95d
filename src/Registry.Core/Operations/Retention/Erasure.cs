using Registry.Ledger;
using Registry.Ledger.History;
using Registry.Ledger.Writing;

namespace Registry.Operations.Retention;

/// <summary>
/// Writes the erased events of a model. What is given up is decided on the state that each is written upon: a stage that
/// was assigned meanwhile keeps its version.
/// </summary>
internal sealed class Erasure(
    RegistryContext registry, RetentionRules rules, RetentionRequest request, string reason, IProgressSink? sink)
{
    /// <summary>So many are decided upon at once: a writer in between makes these be decided anew, and no more.</summary>
    private const int AtOnce = 30;

    /// <summary>The events that were written, by whom of them is told.</summary>
    public async Task<AppendResult> RunAsync(
        ModelHistory history, Func<RetentionDecision, bool> isApproved, CancellationToken cancel)
    {
        var witnessed = history.Events.Where(past => past.Status != EventStatus.Present).Select(past => past.Event).ToList();
        AppendResult? all = null;
        while (true)
        {
            var written = await registry.Writer.AppendAsync(
                history.State.Name,
                state => Task.FromResult<IReadOnlyList<EventDraft>>(
                [
                    .. rules.Decide(state, witnessed)
                        .Where(decision => decision.Verdict == RetentionVerdict.Erase && isApproved(decision))
                        .Take(AtOnce).Select(Draft),
                ]),
                new WriteOptions(NoPush: false, request.Force, sink), cancel);
            all = all is null ? written : written with
            {
                Events = [.. all.Events, .. written.Events],
                Level = written.Level is null || all.Level > written.Level ? all.Level : written.Level,
            };
            if (written.Events.Count == 0)
            {
                return all;
            }
        }
    }

    private EventDraft Draft(RetentionDecision decision)
    {
        var registration = decision.Version.Registration;
        var kept = new[] { Trailer.Manifest, Trailer.Record, Trailer.Files, Trailer.Size };
        return new EventDraft
        {
            Kind = Naming.EventKind.Extension,
            Extension = RegistryEvent.Erased,
            Version = decision.Version.Version,
            Commit = decision.Version.Commit,
            Reason = reason.Length > 0 ? $"{reason}\n\nBy {decision.Rule}." : $"By {decision.Rule}.",
            Trailers = [.. registration.Message.Trailers.Where(trailer => kept.Contains(trailer.Key))],
        };
    }
}
