namespace Registry.Configuration;

/// <summary>Finds what someone may have meant.</summary>
internal static class Nearest
{
    /// <summary>The candidate with the fewest edits, if those are few for its length; else null.</summary>
    public static string? To(string text, IEnumerable<string> candidates) =>
        candidates
            .Select(candidate => (candidate, Edits: Edits(text, candidate)))
            .Where(pair => pair.Edits <= Math.Max(1, Math.Max(text.Length, pair.candidate.Length) / 3))
            .OrderBy(pair => pair.Edits).ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .Select(pair => pair.candidate)
            .FirstOrDefault();

    /// <summary>" Did you mean 'x'?" or nothing, for the end of a message.</summary>
    public static string Hint(string text, IEnumerable<string> candidates) =>
        To(text, candidates) is { } near ? $" Did you mean '{near}'?" : "";

    /// <summary>All of them in quotes, the nearest first, at most ten.</summary>
    public static string List(string text, IEnumerable<string> candidates)
    {
        var sorted = candidates.OrderBy(c => Edits(text, c)).ThenBy(c => c, StringComparer.Ordinal).ToList();
        return string.Join(", ", sorted.Take(10).Select(c => $"'{c}'")) + (sorted.Count > 10 ? ", …" : "");
    }

    /// <summary>
    /// Levenshtein's distance, two neighbours exchanged counting as one edit, case aside; cut at 100 characters.
    /// </summary>
    private static int Edits(string left, string right)
    {
        left = left[..Math.Min(left.Length, 100)].ToUpperInvariant();
        right = right[..Math.Min(right.Length, 100)].ToUpperInvariant();
        var (before, above, row) = (Array.Empty<int>(), Array.Empty<int>(), Enumerable.Range(0, right.Length + 1).ToArray());
        for (var i = 1; i <= left.Length; i++)
        {
            (before, above, row) = (above, row, new int[right.Length + 1]);
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var changed = above[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                row[j] = Math.Min(Math.Min(above[j] + 1, row[j - 1] + 1), changed);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }
        }

        return row[^1];
    }
}
