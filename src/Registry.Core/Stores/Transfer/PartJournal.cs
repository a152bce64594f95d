using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Registry.Stores.Transfer;

/// <summary>
/// How far each part of a download is, in a file beside it, so that another process can go on where one was cut. It is
/// believed only as far as the digest of the whole proves it right.
/// </summary>
internal sealed class PartJournal
{
    private const int Header = 24;

    /// <summary>Bytes of a part between two entries: what may be fetched twice.</summary>
    private const int Step = 1024 * 1024;

    /// <summary>Longer blobs are not gone on with: nobody has them, but a manifest may say so.</summary>
    public const long Longest = 1L << 42;

    private static readonly byte[] s_magic = "MLRPART1"u8.ToArray();
    private readonly SafeFileHandle _file;
    private readonly long[] _done;
    private readonly int[] _written;

    /// <param name="file">Kept open by the caller for as long as this is used.</param>
    /// <param name="present">Bytes that the partial file has; without them the journal says nothing.</param>
    public PartJournal(SafeFileHandle file, long size, int partSize, long present)
    {
        _file = file;
        var parts = (int)PartTransfer.CountParts(size, partSize);
        (_done, _written) = (new long[parts], new int[parts]);
        var header = new byte[Header];
        s_magic.CopyTo(header, 0);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(8), size);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(16), partSize);
        var text = new byte[Header + (4 * parts)];
        var read = RandomAccess.Read(file, text, 0);
        if (read < Header || !text.AsSpan(0, Header).SequenceEqual(header))
        {
            RandomAccess.SetLength(file, 0);
            RandomAccess.Write(file, header, 0);
            return;
        }

        for (var part = 0; Header + (4 * part) + 4 <= read; part++)
        {
            var done = BinaryPrimitives.ReadInt32LittleEndian(text.AsSpan(Header + (4 * part)));
            var most = Math.Min(partSize, size - ((long)part * partSize));
            if (done > 0 && done <= most && ((long)part * partSize) + done <= present)
            {
                (_done[part], _written[part]) = (done, done);
            }
        }
    }

    /// <summary>Whether there is anything to go on from.</summary>
    public bool HasAny => _written.Any(done => done > 0);

    public int DoneOf(long part) => _written[part];

    /// <summary>Called by the one that moves the part, with bytes that follow those before.</summary>
    public void Advance(long part, long bytes)
    {
        _done[part] += bytes;
        var whole = (int)(_done[part] - (_done[part] % Step));
        if (whole > _written[part])
        {
            Write(part, whole);
        }
    }

    public void End(long part, int count) => Write(part, count);

    /// <summary>Forgets all of it.</summary>
    public void Clear()
    {
        RandomAccess.SetLength(_file, Header);
        Array.Clear(_done);
        Array.Clear(_written);
    }

    private void Write(long part, int done)
    {
        _written[part] = done;
        Span<byte> text = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(text, done);
        RandomAccess.Write(_file, text, Header + (4 * part));
    }
}
