using System.Text.Json.Nodes;
using Registry.Ledger;
using Registry.Naming;

namespace Registry.Tests.Support.Gto;

/// <summary>A stage with those of its holders that the options leave.</summary>
internal sealed record GtoStage(string Name, IReadOnlyList<StageHolder> Holders);

/// <summary>
/// Our fold in the words of GTO 1.10.1: what <c>--json</c> prints there, made from states alone. It leaves out what the
/// ledger has no notion of: <c>enrichments</c> and <c>discovered</c>, which come from commits and files.
/// </summary>
internal static class GtoView
{
    /// <summary><c>gto show</c>, by model.</summary>
    public static JsonObject Show(GtoMoment moment)
    {
        var columns = StagesOf(moment);
        var shown = new JsonObject();
        foreach (var state in moment.States.Where(state => !state.IsDeprecated || moment.Query.Flags.Contains("d")))
        {
            var holders = Holders(state, moment.Query);
            var stages = new JsonObject();
            foreach (var stage in columns)
            {
                var held = holders.Find(held => held.Name == stage)?.Holders ?? [];
                stages[stage] = held.Count > 0 ? string.Join(", ", held.Select(holder => holder.Key)) : null;
            }

            shown[state.Name.Text] = new JsonObject
            {
                ["version"] = state.Active.FirstOrDefault()?.Version.ToString(),
                ["stage"] = stages,
                ["registered"] = true,
                ["active"] = !state.IsDeprecated,
            };
        }

        return shown;
    }

    /// <summary><c>gto show NAME</c>, and its shortcuts <c>@latest</c>, <c>@v…</c> and <c>#stage</c>.</summary>
    public static JsonArray? ShowVersions(GtoMoment moment)
    {
        var query = moment.Query;
        var mark = query.Argument!.IndexOfAny(['@', '#']);
        var name = mark < 0 ? query.Argument : query.Argument[..mark];
        var wanted = mark < 0 ? "" : query.Argument[mark..];
        if (moment.States.FirstOrDefault(state => state.Name.Text == name) is not { } state)
        {
            return null;
        }

        var all = query.Flags.Contains("d");
        var holders = Holders(state, query);
        var versions = state.IsDeprecated && !all ? [] : (all ? state.Versions : state.Active)
            .Select(version => VersionOf(state, version, holders))
            .Concat(Unregistered(state).Select(commit => CommitOf(state, commit, holders)));
        return new JsonArray([.. (wanted switch
        {
            "" => versions,
            "@latest" or "@greatest" => versions.Take(1),
            _ when wanted[0] == '@' => versions.Where(version => version["version"]!.ToString() == wanted[1..]),
            _ => versions.Where(
                version => version["stages"]!.AsArray().Any(stage => stage!["stage"]!.ToString() == wanted[1..])),
        }).Select(version => (JsonNode)version)]);
    }

    /// <summary><c>gto history</c>, newest first.</summary>
    public static JsonArray History(GtoMoment moment)
    {
        var events = moment.States.SelectMany(state => state.Events.Select(e => (State: state, Event: e)))
            .Where(pair => moment.Query.Argument is not { } name || pair.State.Name.Text == name)
            .Where(pair => pair.Event.Kind != EventKind.Extension)
            .OrderBy(pair => pair.Event.Tagger.Date.ToUnixTimeSeconds()).ThenBy(pair => Priority(pair.Event.Kind));
        var rows = events.Select(pair => (JsonNode)new JsonObject
        {
            ["timestamp"] = Time(pair.Event),
            ["artifact"] = pair.Event.Name.Model.Text,
            ["event"] = NameOf(pair.Event.Kind),
            ["priority"] = Priority(pair.Event.Kind),
            ["version"] = VersionText(pair.State, pair.Event),
            ["stage"] = pair.Event.Name.Stage?.Text,
            ["commit"] = pair.Event.Commit.Hex,
            ["author"] = pair.Event.Tagger.Name,
            ["author_email"] = pair.Event.Tagger.Email,
            ["message"] = Message(pair.Event.Message),
            ["ref"] = pair.Event.Tag,
        });
        return new JsonArray([.. moment.Query.Flags.Contains("asc") ? rows : rows.Reverse()]);
    }

    /// <summary><c>gto stages</c>: those declared, else those in use.</summary>
    public static IReadOnlyList<string> StagesOf(GtoMoment moment) =>
        moment.Declared.Count > 0 && !moment.Query.Flags.Contains("used") ? moment.Declared
            : [.. moment.States.SelectMany(state => state.Holders.Keys).Distinct().Order(StringComparer.Ordinal)];

    /// <summary><c>gto check-ref</c>; null for a ref that is no event.</summary>
    public static (ModelState State, RegistryEvent Event)? CheckRef(GtoMoment moment)
    {
        const string prefix = "refs/tags/";
        var tag = moment.Query.Argument!;
        tag = tag.StartsWith(prefix, StringComparison.Ordinal) ? tag[prefix.Length..] : tag;
        var found = moment.States.SelectMany(state => state.Events.Select(e => (State: state, Event: e)))
            .Where(pair => pair.Event.Tag == tag).ToList();
        return found.Count > 0 ? found.Single() : null;
    }

    public static JsonObject EventOf(ModelState state, RegistryEvent e, bool ranked, bool named)
    {
        var shown = new JsonObject();
        if (ranked)
        {
            shown["priority"] = Priority(e.Kind);
            shown["addition"] = e.Kind is EventKind.Register or EventKind.Assign;
        }

        shown["artifact"] = e.Name.Model.Text;
        Author(shown, e);
        shown["commit_hexsha"] = e.Commit.Hex;
        shown["tag"] = e.Tag;
        if (e.Kind != EventKind.Deprecate)
        {
            shown["version"] = VersionText(state, e);
        }

        if (e.Name.Stage is { } stage)
        {
            shown["stage"] = stage.Text;
        }

        if (named)
        {
            shown["event"] = NameOf(e.Kind);
        }

        return shown;
    }

    public static string NameOf(EventKind kind) => kind switch
    {
        EventKind.Register => "registration",
        EventKind.Deregister => "deregistration",
        EventKind.Assign => "assignment",
        EventKind.Unassign => "unassignment",
        _ => "deprecation",
    };

    /// <summary>A message with its parts joined again; blank lines count for nothing.</summary>
    public static string Message(TagMessage message) => string.Join(
        '\n',
        $"{message.Subject}\n{message.Reason}\n{string.Join('\n', message.Trailers.Select(t => $"{t.Key}: {t.Value}"))}"
            .Split('\n', StringSplitOptions.RemoveEmptyEntries));

    public static string? VersionText(ModelState state, RegistryEvent e) =>
        e.Kind == EventKind.Deprecate ? null : Views.VersionOf(e, state)?.Version.ToString() ?? e.Commit.Hex;

    /// <summary>
    /// Who is in which stage, by the options: of each version its oldest assignments, of each stage its first holders,
    /// which the fold has put in order; stages as GTO comes upon them.
    /// </summary>
    private static List<GtoStage> Holders(ModelState state, GtoQuery query)
    {
        var kept = state.Holders.Values.SelectMany(held => held)
            .Where(holder => holder.Version is not null || !query.Flags.Contains("ro"))
            .GroupBy(holder => holder.Key)
            .SelectMany(version => query.AssignmentsPerVersion < 0 ? version : version
                .OrderBy(holder => holder.Assignment.Tagger.Date).Take(query.AssignmentsPerVersion))
            .ToHashSet();
        var stages = state.Holders.Select(stage => new GtoStage(stage.Key, [.. stage.Value.Where(kept.Contains)]))
            .Where(stage => stage.Holders.Count > 0);
        stages = query.BySemVer
            ? BySemVer(stages) : stages.OrderByDescending(stage => stage.Holders[0].Assignment.Tagger.Date);
        var most = query.VersionsPerStage < 0 ? int.MaxValue : query.VersionsPerStage;
        return [.. stages.Select(stage => stage with { Holders = [.. stage.Holders.Take(most)] })];
    }

    private static IEnumerable<GtoStage> BySemVer(IEnumerable<GtoStage> stages) => stages
        .SelectMany(stage => stage.Holders.Select(holder => (Stage: stage.Name, Holder: holder)))
        .OrderByDescending(pair => pair.Holder.Version?.Version)
        .ThenByDescending(pair => pair.Holder.Key, StringComparer.Ordinal)
        .ThenBy(pair => pair.Holder.Assignment.Tagger.Date)
        .GroupBy(pair => pair.Stage, pair => pair.Holder)
        .Select(stage => new GtoStage(stage.Key, [.. stage]));

    private static JsonObject VersionOf(ModelState state, VersionState version, List<GtoStage> holders)
    {
        var text = version.Version.ToString();
        var registrations = Of(EventKind.Register);
        var shown = new JsonObject
        {
            ["artifact"] = state.Name.Text,
            ["commit_hexsha"] = version.Commit.Hex,
            ["version"] = text,
            ["registrations"] = new JsonArray([.. registrations.Select(e => EventOf(state, e, true, false))]),
            ["deregistrations"] = new JsonArray(
                [.. Of(EventKind.Deregister).Select(e => EventOf(state, e, true, false))]),
            ["stages"] = StagesIn(state, text, holders),
            ["is_active"] = version.IsActive,
            ["activated_at"] = Time(registrations[0]),
        };
        Author(shown, version.Registration);
        shown["ref"] = version.Registration.Tag;
        return shown;

        List<RegistryEvent> Of(EventKind kind) =>
            [.. state.Events.Where(e => e.Kind == kind && e.Name.Version == version.Version)];
    }

    private static IEnumerable<string> Unregistered(ModelState state) => state.Events
        .Where(e => e.Name.Stage is not null && Views.VersionOf(e, state) is null)
        .Select(e => e.Commit.Hex).Distinct().OrderDescending(StringComparer.Ordinal);

    private static JsonObject CommitOf(ModelState state, string commit, List<GtoStage> holders) =>
        new JsonObject
        {
            ["artifact"] = state.Name.Text,
            ["commit_hexsha"] = commit,
            ["version"] = commit,
            ["registrations"] = new JsonArray(),
            ["deregistrations"] = new JsonArray(),
            ["stages"] = StagesIn(state, commit, holders),
            ["is_active"] = true,
        };

    private static JsonArray StagesIn(ModelState state, string version, List<GtoStage> holders)
    {
        var stages = new JsonArray();
        foreach (var (stage, held) in holders)
        {
            foreach (var holder in held.Where(holder => holder.Key == version))
            {
                var shown = new JsonObject
                {
                    ["artifact"] = state.Name.Text,
                    ["commit_hexsha"] = holder.Assignment.Commit.Hex,
                    ["version"] = version,
                    ["stage"] = stage,
                    ["assignments"] = Of(EventKind.Assign, stage),
                    ["unassignments"] = Of(EventKind.Unassign, stage),
                    ["is_active"] = true,
                    ["activated_at"] = Time(holder.Assignment),
                };
                Author(shown, holder.Assignment);
                shown["ref"] = holder.Assignment.Tag;
                stages.Add((JsonNode)shown);
            }
        }

        return stages;

        JsonArray Of(EventKind kind, string stage) => new([.. state.Events
            .Where(e => e.Kind == kind && e.Name.Stage!.Text == stage && VersionText(state, e) == version)
            .Select(e => EventOf(state, e, true, true))]);
    }

    private static void Author(JsonObject shown, RegistryEvent e)
    {
        shown["created_at"] = Time(e);
        shown["author"] = e.Tagger.Name;
        shown["author_email"] = e.Tagger.Email;
        shown["message"] = Message(e.Message);
    }

    private static string Time(RegistryEvent e) => e.Tagger.Date.ToString("yyyy-MM-ddTHH:mm:sszzz");

    private static int Priority(EventKind kind) => kind switch
    {
        EventKind.Deprecate => 2,
        EventKind.Register => 3,
        EventKind.Deregister => 4,
        EventKind.Assign => 5,
        _ => 6,
    };
}
