using System.Globalization;

namespace Registry.Git;

internal sealed partial class GitRepository
{
    /// <summary>Writes objects; no ref. What is there already stays as it is.</summary>
    public async Task WriteAsync(ObjectBatch objects, CancellationToken cancel)
    {
        if (!objects.IsEmpty)
        {
            string[] arguments = ["unpack-objects", "-q"];
            var output = await GitProcess.FeedAsync(Path, arguments, objects.ToPack(), Environment, cancel);
            if (output.ExitCode != 0)
            {
                throw Failed(arguments, output);
            }
        }
    }

    public async Task<ObjectId> FindTreeAsync(ObjectId commit, CancellationToken cancel) =>
        _trees.TryGetValue(commit, out var known) ? known
            : new((await GitAsync(["rev-parse", "--verify", $"{commit}^{{tree}}"], null, cancel)).Trim());

    /// <summary>How many commits each has that the other has not.</summary>
    public async Task<(int Left, int Right)> CountApartAsync(ObjectId left, ObjectId right, CancellationToken cancel)
    {
        var text = await GitAsync(["rev-list", "--left-right", "--count", $"{left}...{right}", "--"], null, cancel);
        var counts = text.Split('\t', StringSplitOptions.TrimEntries);
        return (int.Parse(counts[0], CultureInfo.InvariantCulture), int.Parse(counts[1], CultureInfo.InvariantCulture));
    }

    public async Task<bool> IsAncestorAsync(ObjectId older, ObjectId newer, CancellationToken cancel) =>
        (await TryGitAsync(["merge-base", "--is-ancestor", older.Hex, newer.Hex], null, cancel)).ExitCode == 0;
}
