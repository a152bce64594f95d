using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Text;

namespace Registry.Git;

internal sealed partial class GitRepository
{
    /// <summary>An object larger than this is no tag of ours or of GTO's; it is passed over unread.</summary>
    private const int LargestTag = 64 * 1024;

    private const int MostRemembered = 4096;
    private readonly ConcurrentDictionary<ObjectId, ReadOnlyMemory<byte>> _remembered = new();

    /// <summary>
    /// Refs that match any of the patterns (as <c>git for-each-ref</c> has them), in byte order of their names.
    /// </summary>
    public async Task<IReadOnlyList<GitRef>> ListRefsAsync(IEnumerable<string> patterns, CancellationToken cancel)
    {
        string[] arguments = ["for-each-ref", "--format=%(objectname) %(refname)", "--", .. patterns];
        await using var git = GitStream.Start(Path, arguments, cancel);
        var refs = new List<GitRef>();
        while (await git.ReadLineAsync() is { } line)
        {
            refs.Add(ParseRef(line.Span));
        }

        await git.EndAsync();
        return refs;
    }

    public async Task<ObjectId?> FindRefAsync(string name, CancellationToken cancel)
    {
        // Not rev-parse, which takes a name that ends like 'git describe' prints it for the commit in it.
        var output = await TryGitAsync(["show-ref", "--verify", "--hash", "--", name], null, cancel);
        return ObjectId.TryParse(output.Text.Trim());
    }

    /// <summary>What each of these refs points at, by one process; those that are not there are left out.</summary>
    public async Task<IReadOnlyDictionary<string, ObjectId>> FindRefsAsync(
        IReadOnlyCollection<string> names, CancellationToken cancel)
    {
        // A pattern without wildcards is a name, or a folder of names.
        var refs = await ListRefsAsync(names, cancel);
        return refs.Where(found => names.Contains(found.Name))
            .ToDictionary(found => found.Name, found => found.Target, StringComparer.Ordinal);
    }

    /// <summary>
    /// Reads the tag objects behind refs, one process for all, in the refs' order; null for what is no tag object.
    /// </summary>
    public async IAsyncEnumerable<(GitRef Ref, TagObject? Tag)> ReadTagsAsync(
        IReadOnlyList<GitRef> refs,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var at = 0;
        await foreach (var text in ReadTagTextsAsync([.. refs.Select(entry => entry.Target)], cancel))
        {
            yield return (refs[at++], text is { } known ? TagObject.TryParse(known) : null);
        }
    }

    /// <summary>
    /// Reads the texts of tag objects, one process for all, in their order: empty for an object of another type or
    /// larger than any tag that counts, null for one that is not there.
    /// </summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>?> ReadTagTextsAsync(
        IReadOnlyList<ObjectId> objects,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var unknown = objects.Where(id => !_remembered.ContainsKey(id)).ToList();
        await using var git = unknown.Count == 0 ? null
            : GitStream.Start(Path, ["cat-file", "--batch", "--buffer"], cancel);
        var asking = git is null ? Task.CompletedTask
            : Task.Run(() => AskAsync(git.Input, unknown), CancellationToken.None);
        var next = 0;
        foreach (var id in objects)
        {
            if (next == unknown.Count || unknown[next] != id)
            {
                yield return _remembered[id];
                continue;
            }

            next++;
            var text = await ReadTagTextAsync(git!);
            Remember(id, text, unknown.Count);
            yield return text;
        }

        await asking;
        await (git?.EndAsync() ?? Task.CompletedTask);
    }

    /// <summary>A command reads a model more than once; what the index does not know yet, Git is asked for once.</summary>
    private void Remember(ObjectId id, ReadOnlyMemory<byte>? text, int together)
    {
        if (text is { } known && together + _remembered.Count <= MostRemembered)
        {
            _remembered[id] = known;
        }
    }

    private static GitRef ParseRef(ReadOnlySpan<byte> line)
    {
        var space = line.IndexOf((byte)' ');
        return space > 0 && ObjectId.TryParse(line[..space]) is { } id
            ? new GitRef(Encoding.UTF8.GetString(line[(space + 1)..]), id)
            : throw new RegistryException(
                ErrorCodes.GitFailed, $"'git for-each-ref' printed '{Naming.Shown.Of(Encoding.UTF8.GetString(line))}', "
                + "which is no ref; run 'git fsck' there.");
    }

    private static async ValueTask<ReadOnlyMemory<byte>?> ReadTagTextAsync(GitStream git)
    {
        var header = await git.ReadLineAsync() ?? throw await git.EndedAsync();
        if (!TryParseSize(header.Span, "tag"u8, out var isTag, out var size))
        {
            return null;
        }

        if (!isTag || size > LargestTag)
        {
            await git.SkipAsync(size + 1);
            return ReadOnlyMemory<byte>.Empty;
        }

        return (await git.ReadAsync((int)size + 1))[..^1];
    }

    /// <summary>From <c>id type size</c>; false for <c>id missing</c>.</summary>
    private static bool TryParseSize(
        ReadOnlySpan<byte> header, ReadOnlySpan<byte> wanted, out bool isWanted, out long size)
    {
        // A question may have spaces in it, and comes back where there is no answer.
        var type = header[(header.IndexOf((byte)' ') + 1)..];
        var space = type.IndexOf((byte)' ');
        isWanted = space > 0 && type[..space].SequenceEqual(wanted);
        size = 0;
        var digits = type[(space + 1)..];
        return space > 0 && Utf8Parser.TryParse(digits, out size, out var read) && read == digits.Length;
    }

    private static async Task AskAsync(Stream input, IReadOnlyList<ObjectId> objects)
    {
        try
        {
            await using var buffered = new BufferedStream(input, 32 * 1024);
            foreach (var id in objects)
            {
                id.WriteHexTo(buffered);
                buffered.WriteByte((byte)'\n');
            }
        }
        catch (IOException)
        {
            // It was killed or died; the reader sees its end and says so.
        }
    }
}
