namespace Registry.Tests.Support.Gto;

/// <summary>A table as the real tool prints it, plain or in a frame, read to rows of its columns.</summary>
internal static class GtoTable
{
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Read(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines is [] or ["Nothing found in the current workspace"] ? []
            : lines[0].StartsWith('╒') ? Rows(lines.Where(line => line.StartsWith('│')).Select(Framed))
            : Rows(Plain(lines));
    }

    private static List<IReadOnlyDictionary<string, string>> Rows(IEnumerable<IReadOnlyList<string>> lines)
    {
        var header = lines.First();
        return [.. lines.Skip(1).Select(cells => header.Zip(cells).ToDictionary())];
    }

    private static string[] Framed(string line) => line.Trim('│').Split('│', StringSplitOptions.TrimEntries);

    /// <summary>Cells may be empty: where the header's words begin, the columns do.</summary>
    private static IEnumerable<IReadOnlyList<string>> Plain(string[] lines)
    {
        var starts = Enumerable.Range(0, lines[0].Length)
            .Where(i => lines[0][i] != ' ' && (i == 0 || lines[0][i - 1] == ' ')).Append(int.MaxValue).ToList();
        foreach (var line in lines)
        {
            yield return [.. starts.Zip(starts.Skip(1), (from, to) =>
                from >= line.Length ? "" : line[from..Math.Min(to, line.Length)].Trim())];
        }
    }
}
