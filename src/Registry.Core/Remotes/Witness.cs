using System.Text;
using Registry.Content;
using Registry.Git;
using Registry.Naming;

namespace Registry.Remotes;

/// <summary>
/// What this machine has seen of a model's tags at a URL, in a file of the user's cache: so that a tag that is moved or
/// deleted there shows. Nothing is read from it but that; without it everything counts as new.
/// </summary>
internal sealed class Witness
{
    private const int Largest = 64 * 1024 * 1024;
    private readonly RemoteUrl _url;
    private readonly ModelName _model;

    public Witness(RemoteUrl url, ModelName model)
    {
        (_url, _model) = (url, model);
        var name = Digest.Of(Encoding.UTF8.GetBytes(model.Text)).Hex[..32];
        File = Path.Combine(RemoteUrl.CacheFolder, url.Key[..32], name + ".tags");
    }

    public string File { get; }

    /// <summary>
    /// Compares what was seen with what matches the patterns now, and remembers what is new.
    /// </summary>
    /// <returns>Tags that are gone.</returns>
    /// <exception cref="RegistryException">MLR3007 for a tag that is another object now.</exception>
    public async Task<IReadOnlyList<string>> CheckAsync(
        IReadOnlyCollection<string> patterns, IEnumerable<GitRef> refs, CancellationToken cancel)
    {
        var seen = await ReadAsync(cancel);
        var now = refs.ToDictionary(r => r.Name, r => r.Target.Hex, StringComparer.Ordinal);
        var moved = now.FirstOrDefault(pair => seen.TryGetValue(pair.Key, out var before) && before != pair.Value);
        if (moved.Key is not null)
        {
            throw new RegistryException(
                ErrorCodes.HistoryBroken,
                $"The tag '{moved.Key["refs/tags/".Length..]}' was moved at '{_url}': it was {seen[moved.Key][..12]} when it was "
                + $"read here before, and is {moved.Value[..12]} now. Find out who moved it and have it put back; if all is "
                + $"right, delete '{File}' to take it as it is.");
        }

        if (now.Keys.Any(name => !seen.ContainsKey(name)))
        {
            await WriteAsync(seen.Concat(now.Where(pair => !seen.ContainsKey(pair.Key))), cancel);
        }

        return
        [
            .. seen.Keys.Where(name => !now.ContainsKey(name) && patterns.Any(p => RefPattern.Matches(p, name)))
                .Select(name => name["refs/tags/".Length..]).Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Says that tags are gone, which nothing but an explicit, recorded erase may do.</summary>
    public void Warn(IReadOnlyList<string> gone, IProgressSink? sink)
    {
        if (gone.Count > 0)
        {
            sink?.Write(new RegistryMessage(
                MessageLevel.Warning, ErrorCodes.HistoryBroken,
                $"Tags of '{_model}' that were at '{_url}' are gone: "
                + $"{string.Join(", ", gone.Take(5).Select(tag => $"'{tag}'"))}{(gone.Count > 5 ? ", …" : "")}. They count for "
                + $"nothing now; find out who deleted them, or delete '{File}' to be told no more."));
        }
    }

    private async Task<Dictionary<string, string>> ReadAsync(CancellationToken cancel)
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        var file = new FileInfo(File);
        if (!file.Exists || file.Length > Largest)
        {
            return seen;
        }

        foreach (var line in (await FileErrors.ReadTextAsync(File, Largest, cancel)).Split('\n'))
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            if (space > 0 && ObjectId.TryParse(line[..space]) is { } id
                && line.AsSpan(space + 1).StartsWith("refs/tags/", StringComparison.Ordinal))
            {
                seen[line[(space + 1)..]] = id.Hex;
            }
        }

        return seen;
    }

    private async Task WriteAsync(IEnumerable<KeyValuePair<string, string>> tags, CancellationToken cancel)
    {
        var text = new StringBuilder($"# {_model} at {_url}\n");
        foreach (var (name, id) in tags.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            text.Append(id).Append(' ').Append(name).Append('\n');
        }

        await FileErrors.AsUnavailableAsync(
            $"The cache '{RemoteUrl.CacheFolder}'",
            () => Task.FromResult(Directory.CreateDirectory(Path.GetDirectoryName(File)!)));
        await FileErrors.ReplaceAsync(File, Encoding.UTF8.GetBytes(text.ToString()), cancel);
    }
}
