using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;
using Registry.Configuration;
using Registry.Git;
using Registry.Ledger;
using Registry.Naming;

namespace Registry.Tests.Support.Gto;

/// <summary>A question put to the real tool, with the registry as it stood at that moment.</summary>
internal sealed record GtoMoment(
    GtoStep Step, GtoQuery Query, IReadOnlyList<ModelState> States, IReadOnlyList<string> Declared);

/// <summary>A recorded run: <c>steps.json.gz</c> and, as <c>repo.bundle</c>, the repository it ended with.</summary>
internal sealed partial class GtoCase
{
    private static readonly string s_root = Path.Combine(AppContext.BaseDirectory, "Golden", "Gto");

    private static readonly JsonSerializerOptions s_options = new() { PropertyNameCaseInsensitive = true };

    private GtoCase(string name) => Name = name;

    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.EnumerateDirectories(s_root).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    public string Name { get; }

    public required IReadOnlyList<GtoStep> Steps { get; init; }

    public static GtoCase Read(string name)
    {
        using var file = File.OpenRead(Path.Combine(s_root, name, "steps.json.gz"));
        using var text = new GZipStream(file, CompressionMode.Decompress);
        using var document = JsonDocument.Parse(text);
        return new GtoCase(name)
        {
            Steps = document.RootElement.GetProperty("steps").Deserialize<List<GtoStep>>(s_options)!,
        };
    }

    /// <summary>Every question of the run, each with the tags that were there when it was asked.</summary>
    public IEnumerable<GtoMoment> Moments(IReadOnlyList<ModelState> final)
    {
        var tags = new SortedDictionary<string, GtoTag>(StringComparer.Ordinal);
        IReadOnlyList<string> declared = [];
        foreach (var step in Steps)
        {
            foreach (var removed in step.Removed)
            {
                tags.Remove(removed).ShouldBeTrue($"{Name} {step}");
            }

            foreach (var added in step.Added)
            {
                tags[added.Tag] = added;
            }

            declared = DeclaredAfter(step, declared);
            if (GtoQuery.TryParse(step.Command) is { } query)
            {
                yield return new GtoMoment(step, query, step.IsFinal ? final : Fold(tags.Values, step.Time), declared);
            }
        }
    }

    /// <summary>The end state, read from the bundle by real git.</summary>
    public async Task<GitRepository> CloneAsync(TempFolder folder)
    {
        var bundle = Path.Combine(s_root, Name, "repo.bundle");
        Command.Run(folder.Path, "git", "clone", "-q", "--mirror", bundle, "repo.git").Succeeded();
        return await GitRepository.DiscoverAsync(folder["repo.git"], CancellationToken.None);
    }

    /// <summary>All tags that the last step left, folded.</summary>
    public IReadOnlyList<ModelState> FoldAll()
    {
        var removed = new HashSet<string>();
        var left = new List<GtoTag>();
        foreach (var step in Steps.Reverse())
        {
            // A name that is removed and made again in one step was removed first.
            left.AddRange(step.Added.Where(tag => !removed.Contains(tag.Tag)));
            removed.UnionWith(step.Removed);
        }

        return Fold(left, Steps[^1].Time);
    }

    private static List<ModelState> Fold(IEnumerable<GtoTag> tags, long time)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(time);
        var events = new List<RegistryEvent>();
        foreach (var tag in tags)
        {
            var reference = new GitRef("refs/tags/" + tag.Tag, new ObjectId(tag.Oid));
            if (tag.Object is not null && TagName.TryParse(tag.Tag) is { } name
                && RegistryEvent.TryCreate(reference, name, TagObject.TryParse(tag.Object), now) is { } e)
            {
                events.Add(e);
            }
        }

        return
        [
            .. events.GroupBy(e => e.Name.Model).OrderBy(group => group.Key)
                .Select(group => ModelFold.Fold(group.Key, group)),
        ];
    }

    /// <summary>What <c>.gto</c> in the work tree says of stages, as our own reader reads it.</summary>
    private static IReadOnlyList<string> DeclaredAfter(GtoStep step, IReadOnlyList<string> before)
    {
        if (step.Command == "rm .gto")
        {
            return [];
        }

        var written = Configuring().Match(step.Command);
        if (!written.Success)
        {
            return before;
        }

        try
        {
            return ConfigurationReader.ParseGtoStages(written.Groups[1].Value.Replace("\\n", "\n"), ".gto");
        }
        catch (RegistryException e) when (e.Error == ErrorCodes.Unreadable)
        {
            return before;
        }
    }

    [GeneratedRegex(@"\Aprintf '(.*)' > \.gto\z")]
    private static partial Regex Configuring();
}
