using System.Globalization;

namespace Registry.Git;

internal sealed partial class GitRepository
{
    /// <summary>
    /// Reads small texts by name (<c>commit:path</c>), two processes for all, in their order; null for what is not
    /// there, no blob, or larger than the limit.
    /// </summary>
    public async Task<IReadOnlyList<string?>> ReadFilesAsync(
        IReadOnlyList<string> names, int largest, CancellationToken cancel)
    {
        if (names.Count == 0)
        {
            return [];
        }

        var sizes = await GitAsync(
            ["cat-file", "--batch-check=%(objecttype) %(objectsize)"],
            string.Concat(names.Select(name => name + "\n")), cancel);
        var readable = sizes.Split('\n').Select(line => line.Split(' ')).Select(parts =>
            parts is ["blob", var text]
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size <= largest)
            .ToList();

        // A name that nobody can guess, and that is missing, ends each answer: texts are bounded by it, not by bytes.
        var end = $"end-{Guid.NewGuid():N}";
        var asked = Enumerable.Range(0, names.Count).Where(i => readable[i]).ToList();
        var answers = await GitAsync(
            ["cat-file", "--batch"], string.Concat(asked.Select(i => $"{names[i]}\n{end}\n")), cancel);
        var texts = answers.Split($"\n{end} missing\n");
        var found = new string?[names.Count];
        for (var i = 0; i < asked.Count; i++)
        {
            found[asked[i]] = texts[i][(texts[i].IndexOf('\n', StringComparison.Ordinal) + 1)..];
        }

        return found;
    }
}
