using Registry.Pins;

namespace Registry.Ledger.Audit;

/// <summary>
/// That what lock files hold on to is known: they are witnesses that nobody rewinds with a repository.
/// </summary>
internal static class LockCheck
{
    /// <summary>The lock files' entries that are of this registry, each with its file.</summary>
    /// <exception cref="RegistryException">MLR1001 where a file is not there, MLR1005, MLR1404.</exception>
    public static async Task<IReadOnlyList<(string File, LockEntry Entry)>> ReadAsync(
        IEnumerable<string> files, string location, CancellationToken cancel)
    {
        var entries = new List<(string, LockEntry)>();
        foreach (var file in files)
        {
            var read = await LockFileReader.ReadGivenAsync(file, cancel);
            var folder = Path.GetDirectoryName(file)!;
            entries.AddRange(read.Entries
                .Where(entry => entry.Registry is null || RegistryLocation.From(entry.Registry, folder) == location)
                .Select(entry => (file, entry)));
        }

        return entries;
    }

    public static void Run(ModelEvidence model, IEnumerable<(string File, LockEntry Entry)> locked, Blame blame)
    {
        var known = model.Tags.Values.Concat(model.Links.Select(link => link.TagObject))
            .Concat(model.Remote?.Tags.Values ?? []).Select(id => id.Hex).ToHashSet();
        foreach (var (file, entry) in locked)
        {
            foreach (var (tag, what) in new[]
            {
                (entry.Registration, $"registration of '{entry.Name}@{entry.Version}'"),
                (entry.Assignment, $"assignment of '{entry.Name}{entry.Requested}' to '{entry.Version}'"),
            })
            {
                if (tag is not null && !known.Contains(tag.TagObject))
                {
                    blame.Model(
                        RegistryProblem.LockedTagGone,
                        $"'{file}' holds on to the {what}, the object "
                        + $"{tag.TagObject[..12]}{(tag.Event is { } number ? $" (event {number})" : "")}, and "
                        + "neither a tag nor a chain knows it: the history was rewound behind the file's back. Look "
                        + "for it in other clones.");
                }
            }
        }
    }
}
