using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Registry.Naming;

namespace Registry.Tests.Support.Gto;

/// <summary>Holds what the real tool printed against what our fold says, in its words.</summary>
internal static class GtoAnswer
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    /// <summary>
    /// GTO takes the name from inside the tag object; libgit2 made another of it for the ref, without a word (03, a
    /// peer bug). Refs decide here, as they do for Git.
    /// </summary>
    private static readonly Dictionary<string, string> s_renamed = new()
    {
        ["a//b"] = "a/b",
        ["/abs/dir:m"] = "abs/dir:m",
    };

    /// <summary>What an entry for a commit without a version takes from the commit, which is no event.</summary>
    private static readonly string[] s_ofCommit =
        ["activated_at", "created_at", "author", "author_email", "message", "ref"];

    public static void Check(GtoMoment moment)
    {
        switch (moment.Query)
        {
            case { Verb: "check-ref" }:
                CheckRef(moment);
                break;
            case { Verb: "stages" }:
                Lines(moment, moment.Query.IsJson).ShouldBe(GtoView.StagesOf(moment));
                break;
            case { Verb: "history", IsJson: true }:
                CheckHistory(moment);
                break;
            case { Verb: "history" }:
                CheckHistoryTable(moment);
                break;
            case { Argument: null, IsJson: true }:
                Same(Registered(Json(moment).AsObject()), GtoView.Show(moment));
                break;
            case { Argument: null }:
                CheckTable(moment);
                break;
            default:
                CheckVersions(moment);
                break;
        }
    }

    private static void CheckRef(GtoMoment moment)
    {
        if (GtoView.CheckRef(moment) is not var (state, e))
        {
            moment.Step.Output.ShouldBe("");
            return;
        }

        var version = GtoView.VersionText(state, e);
        var about = version is null ? $"Artifact \"{state.Name}\""
            : $"ersion \"{version}\" of artifact \"{state.Name}\"";
        var said = e.Kind switch
        {
            EventKind.Assign => $"Stage \"{e.Name.Stage}\" was assigned to v{about}",
            EventKind.Unassign => $"Stage \"{e.Name.Stage}\" was unassigned from v{about}",
            EventKind.Deprecate => $"{about} was deprecated",
            EventKind.Register => $"V{about} was registered",
            _ => $"V{about} was deregistered",
        };
        switch (moment.Query)
        {
            case { IsJson: true }: Same(Json(moment), GtoView.EventOf(state, e, false, true)); break;
            case { Field: null }: moment.Step.Output.ShouldBe($"✅  {said}\n"); break;
            case { Field: "name" }: moment.Step.Output.ShouldBe($"{state.Name}\n"); break;
            case { Field: "version" }: moment.Step.Output.TrimEnd().ShouldBe(version ?? ""); break;
            case { Field: "stage" }: moment.Step.Output.TrimEnd().ShouldBe(e.Name.Stage?.Text ?? ""); break;
            default: moment.Step.Output.ShouldBe($"{GtoView.NameOf(e.Kind)}\n"); break;
        }
    }

    private static void CheckHistory(GtoMoment moment)
    {
        // Where second and kind are one, GTO has no order of its own between models.
        static string Order(JsonNode? row)
        {
            var time = DateTimeOffset.Parse(Of(row!, "timestamp"), CultureInfo.InvariantCulture);
            return $"{time.ToUnixTimeSeconds():D12} {row!["priority"]}";
        }

        var (theirs, ours) = (Renamed(Json(moment).AsArray()), GtoView.History(moment));
        theirs.Select(Order).ShouldBe(ours.Select(Order));
        Same(InOrder(theirs), InOrder(ours));

        static JsonArray InOrder(JsonArray rows) =>
            new([.. rows.OrderBy(Order).ThenBy(row => row!["ref"]!.ToString(), StringComparer.Ordinal)
                .Select(row => row!.DeepClone())]);
    }

    private static void CheckHistoryTable(GtoMoment moment)
    {
        var ours = GtoView.History(moment).Select(row => Row(
            ("timestamp", row!["timestamp"]!.ToString().Replace('T', ' ')), ("artifact", Of(row, "artifact")),
            ("event", Of(row, "event")), ("version", Short(Of(row, "version"))), ("stage", Of(row, "stage")),
            ("commit", Of(row, "commit")[..7]), ("ref", Of(row, "ref"))));
        Sorted(Rows(moment, "artifact")).ShouldBe(Sorted(ours));
    }

    private static void CheckTable(GtoMoment moment)
    {
        // A version's first seven characters: GTO cuts it as if it were a commit's id (peer bug).
        var ours = GtoView.Show(moment).Select(model => Row(
            [
                ("name", model.Key), ("latest", Cut(Of(model.Value!, "version"))),
                .. model.Value!["stage"]!.AsObject()
                    .Select(stage => ("#" + stage.Key, CutAll(stage.Value?.ToString()))),
            ]));
        if (moment.Query.Field is { } field)
        {
            field.ShouldBe("name");
            Lines(moment, false).ShouldBe(moment.States.Select(state => state.Name.Text));
            return;
        }

        // A star marks what artifacts.yaml alone names.
        Sorted(Rows(moment, "name").Where(row => !row["name"].StartsWith('*'))).ShouldBe(Sorted(ours));
    }

    private static void CheckVersions(GtoMoment moment)
    {
        var ours = GtoView.ShowVersions(moment);
        if (moment.Step.Exit != 0)
        {
            moment.Step.Error.ShouldContain("Cannot find artifact");
            ours.ShouldBeNull();
            return;
        }

        ours.ShouldNotBeNull();
        if (moment.Query.IsJson)
        {
            Same(InOurOrder(Versions(Json(moment).AsArray()), ours), ours);
            return;
        }

        if (moment.Query.Field is { } field)
        {
            Lines(moment, false).ShouldBe(
                ours.Select(version => field == "stage" ? StagesIn(version!) : Of(version!, field)));
            return;
        }

        // Of a commit without a version the table tells what the commit says, which is no event, and tells it twice.
        var rows = ours.Select(version => Row(
            ("artifact", Of(version!, "artifact")), ("version", Short(Of(version!, "version"))),
            ("stage", StagesIn(version!)), ("created_at", Of(version!, "created_at").Replace('T', ' ')),
            ("ref", Of(version!, "ref"))));
        Sorted(Rows(moment, "artifact").Select(row => row["version"].StartsWith('v') ? row
                : new Dictionary<string, string>(row) { ["created_at"] = "", ["ref"] = "" }))
            .Distinct().ShouldBe(Sorted(rows));
    }

    private static string StagesIn(JsonNode version) =>
        string.Join(", ", version["stages"]!.AsArray().Select(stage => Of(stage!, "stage")));

    private static IEnumerable<IReadOnlyDictionary<string, string>> Rows(GtoMoment moment, string name) =>
        GtoTable.Read(moment.Step.Output).Select(row => row.ToDictionary(
            cell => cell.Key,
            cell => cell.Key == name ? s_renamed.GetValueOrDefault(cell.Value, cell.Value)
                : cell.Key == "ref" ? cell.Value.Replace("//", "/").TrimStart('/') : cell.Value));

    private static string[] Lines(GtoMoment moment, bool json) => json
        ? [.. Json(moment).AsArray().Select(stage => stage!.ToString())]
        : moment.Step.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static JsonNode Json(GtoMoment moment) =>
        JsonNode.Parse(moment.Step.Output) ?? throw new InvalidOperationException($"{moment.Step} printed no JSON");

    private static JsonArray Renamed(JsonArray rows)
    {
        foreach (var row in rows)
        {
            var name = Of(row!, "artifact");
            if (s_renamed.TryGetValue(name, out var ours))
            {
                row!["artifact"] = ours;
                row["ref"] = Of(row, "ref").Replace(name.Replace(':', '='), ours.Replace(':', '='));
            }
        }

        return rows;
    }

    /// <summary>An artifact that only artifacts.yaml names has no tag: no model to us (18).</summary>
    private static JsonObject Registered(JsonObject shown) => new(shown
        .Where(model => model.Value!["registered"]!.GetValue<bool>())
        .ToDictionary(model => s_renamed.GetValueOrDefault(model.Key, model.Key), model => model.Value?.DeepClone()));

    /// <summary>A commit that was staged without a version stands there twice (peer bug).</summary>
    private static JsonArray Versions(JsonArray shown)
    {
        var versions = new JsonArray();
        foreach (var version in shown.DistinctBy(version => Of(version!, "version")).Where(v => !IsFileAlone(v!)))
        {
            var ours = (JsonObject)version!.DeepClone();
            ours.Remove("enrichments");
            ours.Remove("discovered");
            if (ours["registrations"]!.AsArray().Count == 0)
            {
                foreach (var field in s_ofCommit)
                {
                    ours.Remove(field);
                }
            }

            versions.Add((JsonNode)ours);
        }

        return versions;
    }

    /// <summary>No tag names it: artifacts.yaml at that commit does (18).</summary>
    private static bool IsFileAlone(JsonNode version) =>
        version["registrations"]!.AsArray().Count == 0 && Of(version, "ref") == Of(version, "commit_hexsha")
        && version["enrichments"]!.AsArray().Any(commit => commit!["enrichments"]!.AsArray().Count > 0);

    /// <summary>
    /// Of versions that differ by build metadata alone GTO shows the last registered last (02); we sort them.
    /// </summary>
    private static JsonArray InOurOrder(JsonArray theirs, JsonArray ours)
    {
        static string Precedence(JsonNode? version) => Of(version!, "version").Split('+')[0];

        theirs.Select(Precedence).ShouldBe(ours.Select(Precedence));
        var order = ours.Select(version => Of(version!, "version")).ToList();
        return new([.. theirs.OrderBy(version => order.IndexOf(Of(version!, "version"))).Select(v => v!.DeepClone())]);
    }

    private static void Same(JsonNode theirs, JsonNode ours) => Text(ours).ShouldBe(Text(theirs));

    /// <summary>With members sorted, and messages as our parser takes them apart and joins them.</summary>
    private static string Text(JsonNode node) => Normal(node)!.ToJsonString(s_indented);

    private static JsonNode? Normal(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.OrderBy(member => member.Key, StringComparer.Ordinal).Select(
            member => new KeyValuePair<string, JsonNode?>(
                member.Key, member.Key == "message" ? Joined(member.Value!.ToString()) : Normal(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Normal)]),
        _ => node?.DeepClone(),
    };

    private static JsonNode Joined(string message) =>
        string.Join('\n', message.Split('\n', StringSplitOptions.RemoveEmptyEntries));

    private static string Row(params (string Column, string Cell)[] cells) =>
        string.Join(" | ", cells.Select(cell => $"{cell.Column}={cell.Cell}"));

    private static List<string> Sorted(IEnumerable<IReadOnlyDictionary<string, string>> rows) =>
        Sorted(rows.Select(row => Row([.. row.Select(cell => (cell.Key, cell.Value == "-" ? "" : cell.Value))])));

    private static List<string> Sorted(IEnumerable<string> rows) => [.. rows.Order(StringComparer.Ordinal)];

    private static string Of(JsonNode node, string member) => node[member]?.ToString() ?? "";

    private static string Short(string text) => ObjectIdLike(text) ? text[..7] : text;

    private static bool ObjectIdLike(string text) => text.Length == 40 && text.All(char.IsAsciiHexDigitLower);

    private static string Cut(string version) => version.Length > 7 ? version[..7] : version;

    private static string CutAll(string? versions) => string.Join(", ", (versions ?? "").Split(", ").Select(Cut));
}
