using Registry.Configuration;
using Registry.Content;
using Registry.Ledger;
using Registry.Naming;

namespace Registry.Operations.Upkeep.Reporting;

/// <summary>Tells of every stage that is held, was lost, or is declared and empty.</summary>
internal sealed class StageReporting(RegistryContext registry, StageReportRequest request)
{
    private readonly DateTimeOffset _now = DateTimeOffset.UtcNow;

    public async Task<IReadOnlyList<StageReportEntry>> RunAsync(CancellationToken cancel)
    {
        if (request.StaleAfter < Age.Shortest)
        {
            throw Age.TooShort(request.StaleAfter, days: 90);
        }

        var declared = (await registry.ReadConfigurationAsync(cancel)).Stages;
        var book = await VerificationBook.Of(registry).ReadAsync(cancel);
        IEnumerable<ModelState> states = request.Name is { } name
            ? [await registry.ReadModelAsync(ModelName.Parse(name), cancel)]
            : (await registry.Reader.ReadAllAsync(cancel))
                .Where(state => request.NameMatches?.Invoke(state.Name.Text) != false);
        return
        [
            .. from state in states
               let lost = Lost(state)
               from stage in state.Stages.Keys.Concat(lost.Keys).Concat(state.IsDeprecated ? [] : declared)
                   .Distinct().Order(StringComparer.Ordinal)
               select Entry(state, stage, lost.GetValueOrDefault(stage), book),
        ];
    }

    /// <summary>Stages whose last assignment is of a version that is gone since: the one before holds them, or nobody.</summary>
    private static Dictionary<string, VersionState> Lost(ModelState state)
    {
        var lost = new Dictionary<string, VersionState>();
        foreach (var stage in state.Events.Where(e => e.Name.Stage is not null).GroupBy(e => e.Name.Stage!.Text))
        {
            if (stage.Last() is { Kind: EventKind.Assign } last && Views.VersionOf(last, state) is { IsActive: false } version)
            {
                lost[stage.Key] = version;
            }
        }

        return lost;
    }

    private StageReportEntry Entry(
        ModelState state, string stage, VersionState? lost, IReadOnlyDictionary<Digest, DateTimeOffset> book)
    {
        var holder = state.Stages.GetValueOrDefault(stage);
        var since = holder?.Assignment.Tagger.Date;
        DateTimeOffset? verified = holder?.Version?.Manifest is { } manifest && book.TryGetValue(manifest, out var moment)
            ? moment : null;
        var entry = new StageReportEntry
        {
            Name = state.Name.Text,
            Stage = stage,
            Version = holder?.Key,
            Since = since,
            Age = _now - since,
            Author = holder?.Assignment.Tagger.Name,
            Stale = _now - since > request.StaleAfter,
            Verified = verified,
            Unverified = holder?.Version?.Manifest is not null
                && (verified is null || _now - verified > request.StaleAfter),
            Deprecated = state.IsDeprecated,
            Deregistered = lost?.Version.ToString(),
            Remarks = [],
            Registry = registry.Location,
        };
        return entry with { Remarks = [.. Remarks(entry, holder, lost)] };
    }

    private static IEnumerable<string> Remarks(StageReportEntry entry, StageHolder? holder, VersionState? lost)
    {
        (bool Applies, string Remark)[] remarks =
        [
            (holder is null, "empty"),
            (holder is not null && holder.Version?.Manifest is null, "no bytes"),
            (entry.Stale, "stale"),
            (entry.Unverified, "unverified"),
            (entry.Deprecated, "deprecated"),
            (lost is not null, $"{lost?.Version} {(lost?.Erasure is null ? "deregistered" : "erased")}"),
        ];
        return remarks.Where(remark => remark.Applies).Select(remark => remark.Remark);
    }
}
