using System.Text;
using System.Text.RegularExpressions;
using Registry.Tests.Support;

namespace Registry.Tests.Operations;

/// <summary>The text of what we write, against a golden file; ids, and digests of this machine are ordinals.</summary>
public sealed partial class TagTextTests
{
    [Theory]
    [InlineData(""), InlineData("tr-TR"), InlineData("ar-SA")]
    public Task Tags_and_chain_are_written_exactly_so_under_any_culture(string culture) =>
        Culture.RunAsync(culture, CheckAsync);

    private static async Task CheckAsync()
    {
        using var sandbox = new Sandbox();
        await sandbox.RegisterAsync("one", "1.0.0", r => r with
        {
            Metrics = new Dictionary<string, double> { ["auc"] = 0.913, ["loss"] = 1e-7 },
            Parameters = new Dictionary<string, string> { ["max_depth"] = "8", ["Alpha"] = "0.10" },
            Labels = new Dictionary<string, string> { ["team"] = "risk" },
            Data = [sandbox.Folder.Write("repo/data/train.csv", "1,2"), sandbox.Folder.Write("outside/more.csv", "3")],
            Description = "A net.",
            Message = "# Quarterly retrain\n\nwith more data",
        });
        await sandbox.RegisterAsync("two");
        await sandbox.AssignAsync("1.0.1", "prod", r => r with { Message = "Approved: by Ann" });
        await sandbox.AssignAsync("1.0.0", "prod");
        await sandbox.UndoAsync("prod", r => r with { Message = "Slower." });
        await sandbox.AssignAsync("1.0.0", "prod", r => r with { ArchivePrevious = true });
        await sandbox.UnassignAsync("prod");
        await sandbox.AnnotateAsync(r => r with
        {
            Version = "1.0.0",
            Labels = new Dictionary<string, string?> { ["team"] = null, ["Tier"] = "2" },
            Metrics = new Dictionary<string, double?> { ["auc"] = 0.92, ["loss"] = null },
            Description = "# A net\n\nof *two* layers.",
        });
        await sandbox.AnnotateAsync(r => r with { Description = "", Labels = new Dictionary<string, string?> { ["a"] = "b" } });
        await sandbox.UnregisterAsync("1.0.1", message: "Leaks.");
        await sandbox.DeprecateAsync();
        await sandbox.RegisterAsync("dir", with: r => r with { Name = "path/to/dir:net" });

        string[] tags =
        [
            "churn@v1.0.0", "churn@v1.0.1", "churn#prod#3", "churn#prod#4", "churn#prod#5", "churn#prod!#6", "churn#prod#7",
            "churn#prod!#8", "churn+annotated#9", "churn+annotated#10", "churn@v1.0.1!#11", "churn@deprecated#12",
            "path/to/dir=net@v0.0.1",
        ];
        var text = new StringBuilder();
        foreach (var tag in tags)
        {
            text.Append("=== ").Append(tag).Append('\n').Append(sandbox.TextOf(tag));
        }

        text.Append("=== own commit\n").Append(sandbox.Git.Git("log", "-1", "--format=%P%n%B", "churn@v1.0.1^{commit}"))
            .Append('\n');
        text.Append("=== refs\n").Append(sandbox.Git.Git("for-each-ref", "--format=%(objecttype) %(refname)"))
            .Append('\n');
        text.Append("=== chain\n").Append(sandbox.Git.Git("log", "--format=%B", "refs/registry/churn@chain"))
            .Append('\n');
        Golden.Check("tags.txt", WithOrdinals(text.ToString()));
    }

    private static string WithOrdinals(string text)
    {
        var ordinals = new Dictionary<string, string>(StringComparer.Ordinal);
        string Ordinal(string kind, string value) =>
            ordinals.TryGetValue(value, out var known) ? known
                : ordinals[value] =
                    $"<{kind} {ordinals.Values.Count(o => o.StartsWith($"<{kind} ", StringComparison.Ordinal)) + 1}>";
        text = Record().Replace(text, m => m.Groups[1].Value + Ordinal("record", m.Groups[2].Value));
        text = Time().Replace(text, "> <time>");
        return Id().Replace(text, m => Ordinal("id", m.Value));
    }

    [GeneratedRegex("(Model-Record: )(sha256:[0-9a-f]{64})")]
    private static partial Regex Record();

    [GeneratedRegex(@"> \d{10} [+-]\d{4}")]
    private static partial Regex Time();

    [GeneratedRegex("(?<![0-9a-f])[0-9a-f]{40}(?![0-9a-f])")]
    private static partial Regex Id();
}
