using System.Text.Json;
using Registry.Ledger;
using Registry.Ledger.Writing;
using Registry.Naming;
using Registry.Tests.Support.Gto;

namespace Registry.Tests.Ledger;

/// <summary>
/// What the real tool printed after each step of its runs, against the fold of the tags that were there then. Where GTO
/// is at fault, the difference is named in <see cref="GtoFaults"/>, and nowhere passed over in silence.
/// </summary>
public sealed class GtoGoldenTests
{
    public static TheoryData<string> Cases { get; } = [.. GtoCase.Names];

    [Theory, MemberData(nameof(Cases))]
    public async Task After_each_step_the_fold_answers_what_gto_answers(string name)
    {
        using var folder = new TempFolder($"golden-{name}");
        var run = GtoCase.Read(name);
        var final = await ReadAsync(run, folder);
        var wrong = new List<string>();

        foreach (var moment in run.Moments(final))
        {
            try
            {
                if (GtoFaults.Of(name, moment) is null)
                {
                    GtoAnswer.Check(moment);
                }
                else
                {
                    GtoFaults.CheckOurs(moment);
                }
            }
            catch (ShouldAssertException e)
            {
                wrong.Add($"{moment.Step}\n{e.Message}");
            }
        }

        wrong.ShouldBeEmpty();
    }

    /// <summary>Every recorded question is one or the other: a new run cannot slip through uncompared.</summary>
    [Fact]
    public void Every_question_is_compared_or_named_with_its_reason()
    {
        var reasons = GtoCase.Names
            .SelectMany(name => GtoCase.Read(name).Moments([]).Select(moment => GtoFaults.Of(name, moment)))
            .CountBy(reason => reason ?? "compared").ToDictionary();

        reasons.ShouldBe(new Dictionary<string, int>
        {
            ["compared"] = 598,
            ["asks in a way that the command line refuses"] = 11,
            ["registered twice: GTO dies (peer bug)"] = 7,
            ["an unknown key in .gto: GTO dies"] = 3,
            ["a malformed artifacts.yaml: GTO dies"] = 4,
            ["asks a remote whose tags were not recorded"] = 3,
            ["asks a shallow clone, which has the tags of one commit"] = 2,
            ["GTO made a/b of a//b and does not find it (peer bug)"] = 3,
            ["a model that artifacts.yaml alone names"] = 1,
        }, ignoreOrder: true);
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task What_git_reads_of_the_repository_is_what_the_steps_left(string name)
    {
        using var folder = new TempFolder($"golden-end-{name}");
        var run = GtoCase.Read(name);

        var read = await ReadAsync(run, folder);

        var left = run.FoldAll();
        read.Select(state => state.Name).ShouldBe(left.Select(state => state.Name));
        read.SelectMany(state => state.Events.Select(e => (e.Tag, e.TagObject, e.Commit, e.Tagger)))
            .ShouldBe(left.SelectMany(state => state.Events.Select(e => (e.Tag, e.TagObject, e.Commit, e.Tagger))));
    }

    [Fact]
    public void Our_subjects_are_gtos_word_for_word()
    {
        using var golden = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "Gto", "subjects.json")));
        var seen = new HashSet<EventKind>();
        foreach (var pair in golden.RootElement.EnumerateArray())
        {
            var tag = TagName.TryParse(pair.GetProperty("tag").GetString()!).ShouldNotBeNull();
            var subject = pair.GetProperty("subject").GetString()!;

            // A stage tag names no version: it is taken from the subject, the rest of which must come out the same.
            var version = tag.Version ?? SemanticVersion.TryParse(subject.Split(' ')[^1].Trim('\''));
            if (version is null && tag.Kind != EventKind.Deprecate)
            {
                // GTO staged a commit (--sr); we never write such an event.
                subject.ShouldMatch("version '?[0-9a-f]{40}'?$");
                continue;
            }

            seen.Add(tag.Kind);
            new EventDraft { Kind = tag.Kind, Version = version, Stage = tag.Stage, Commit = default }
                .Subject(SubjectName(tag, subject)).ShouldBe(subject);
        }

        seen.ShouldBe(
            [EventKind.Register, EventKind.Deregister, EventKind.Assign, EventKind.Unassign, EventKind.Deprecate],
            ignoreOrder: true);
    }

    private static async Task<IReadOnlyList<ModelState>> ReadAsync(GtoCase run, TempFolder folder) =>
        await new LedgerReader(await run.CloneAsync(folder), TimeProvider.System).ReadAllAsync(CancellationToken.None);

    /// <summary>libgit2 renamed two refs, and the subject has the name from before.</summary>
    private static ModelName SubjectName(TagName tag, string subject) =>
        tag.Model.Text is "a/b" or "abs/dir:m"
            ? ModelName.Parse(
                subject.Split(' ').First(word => word.Contains("//", StringComparison.Ordinal) || word.StartsWith('/')))
            : tag.Model;
}
