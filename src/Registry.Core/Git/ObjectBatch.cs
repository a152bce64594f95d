using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Registry.Git;

/// <summary>
/// New objects that belong together, written by one git: it takes a pack, and leaves loose objects. Their ids are known
/// before.
/// </summary>
/// <param name="hexLength">Of the repository's object ids: 40 for SHA-1, 64 for SHA-256.</param>
internal sealed class ObjectBatch(int hexLength)
{
    private const int Commit = 1, Tree = 2, Blob = 3, Tag = 4;
    private readonly Dictionary<ObjectId, (int Type, byte[] Content)> _objects = [];

    public bool IsEmpty => _objects.Count == 0;

    public ObjectId AddTag(string text) => Add(Tag, "tag", Encoding.UTF8.GetBytes(text));

    /// <summary>A tree of one file.</summary>
    public ObjectId AddFileTree(string file, string text)
    {
        var blob = Add(Blob, "blob", Encoding.UTF8.GetBytes(text));
        return Add(Tree, "tree", [.. Encoding.UTF8.GetBytes($"100644 {file}\0"), .. Convert.FromHexString(blob.Hex)]);
    }

    /// <param name="by">Author and committer, as <see cref="Signature.Format"/> gives them.</param>
    public ObjectId AddCommit(ObjectId tree, ObjectId? parent, string by, string message)
    {
        var text = new StringBuilder().Append("tree ").Append(tree.Hex).Append('\n');
        if (parent is { } known)
        {
            text.Append("parent ").Append(known.Hex).Append('\n');
        }

        text.Append("author ").Append(by).Append("\ncommitter ").Append(by).Append("\n\n").Append(message);
        return Add(Commit, "commit", Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <summary>All of them as a pack: what <c>git unpack-objects</c> reads.</summary>
    public byte[] ToPack()
    {
        using var pack = new MemoryStream();
        pack.Write("PACK"u8);
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, 2);
        pack.Write(number);
        BinaryPrimitives.WriteInt32BigEndian(number, _objects.Count);
        pack.Write(number);
        foreach (var (type, content) in _objects.Values)
        {
            WriteHeader(pack, type, content.Length);
            using var deflated = new ZLibStream(pack, CompressionLevel.Fastest, leaveOpen: true);
            deflated.Write(content);
        }

        pack.Write(Hash(pack.GetBuffer().AsSpan(0, (int)pack.Length)));
        return pack.ToArray();
    }

    private ObjectId Add(int type, string name, byte[] content)
    {
        var header = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{name} {content.Length}\0"));
        var id = new ObjectId(Convert.ToHexStringLower(Hash([.. header, .. content])));
        _objects[id] = (type, content);
        return id;
    }

    /// <summary>Type and size: four bits of it, then seven a byte, the highest bit saying that more follow.</summary>
    private static void WriteHeader(MemoryStream pack, int type, int size)
    {
        var head = (type << 4) | (size & 15);
        for (size >>= 4; size > 0; size >>= 7)
        {
            pack.WriteByte((byte)(head | 0x80));
            head = size & 0x7f;
        }

        pack.WriteByte((byte)head);
    }

#pragma warning disable CA5350 // Git names objects by SHA-1; what we prove bytes by is SHA-256.
    private byte[] Hash(ReadOnlySpan<byte> bytes) =>
        hexLength == 64 ? SHA256.HashData(bytes) : SHA1.HashData(bytes);
#pragma warning restore CA5350
}
