namespace Registry.Content.Caching;

/// <summary>
/// What files hashed to when they were last read, by device and inode: one whose size and times are still the same is not
/// read again. A file of checked records that processes append to; safe to delete at any time. Where the platform does
/// not tell all times, nothing is remembered.
/// </summary>
internal sealed class HashMemory(string? file, TimeProvider? clock = null)
{
    /// <summary>More than these are forgotten, oldest first: the memory is read whole.</summary>
    private const int Most = 200_000;

    private const int Spare = 4096;
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly Lock _lock = new();
    private readonly List<HashRecord> _new = [];
    private Dictionary<(ulong Device, ulong Inode), HashRecord>? _known;
    private int _stored;

    public DateTimeOffset Now => _clock.GetUtcNow();

    /// <summary>What the file hashed to, if it is the same still.</summary>
    public Digest? Find(FileStamp? stamp)
    {
        lock (_lock)
        {
            return stamp is { } now && Known.TryGetValue((now.Device, now.Inode), out var record) && record.Stamp == now
                ? record.Digest : null;
        }
    }

    /// <summary>When that file was last found or remembered; null where it is not known.</summary>
    public DateTimeOffset? LastUse(FileStamp? stamp)
    {
        lock (_lock)
        {
            return stamp is { } now && Known.TryGetValue((now.Device, now.Inode), out var record)
                && record.Stamp.HasBytesOf(now) ? record.Used : null;
        }
    }

    /// <summary>Remembers a file of ours, which nobody writes to.</summary>
    public void Keep(FileStamp? stamp, Digest digest)
    {
        if (stamp is not { } now)
        {
            return;
        }

        lock (_lock)
        {
            var record = new HashRecord(now, digest, Now);
            Known[(now.Device, now.Inode)] = record;
            _new.Add(record);
        }
    }

    /// <summary>
    /// Remembers a file of anyone's that was hashed since a moment, if a change made since would show in its times.
    /// </summary>
    public void Keep(FileStamp? before, FileStamp? after, Digest digest, DateTimeOffset began)
    {
        if (before is { } stamp && before == after && stamp.IsOlderThan(began))
        {
            Keep(stamp, digest);
        }
    }

    /// <summary>Makes what is new known to other processes. A memory that cannot be written only costs time.</summary>
    public void Save()
    {
        lock (_lock)
        {
            if (file is null || _new.Count == 0)
            {
                return;
            }

            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                if (_stored + _new.Count > (2 * Known.Count) + Spare || Known.Count > Most || IsTorn())
                {
                    Compact();
                }
                else
                {
                    FileSystem.TryAppend(file, HashRecord.Write(_new));
                }

                _stored += _new.Count;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A cache that is read-only, or a full disk: the next one hashes again.
            }

            _new.Clear();
        }
    }

    private Dictionary<(ulong Device, ulong Inode), HashRecord> Known => _known ??= Load();

    private Dictionary<(ulong Device, ulong Inode), HashRecord> Load()
    {
        var known = new Dictionary<(ulong, ulong), HashRecord>();
        try
        {
            foreach (var record in file is not null && File.Exists(file) ? HashRecord.ReadAll(file) : [])
            {
                _stored++;
                known[(record.Stamp.Device, record.Stamp.Inode)] = record;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing is known then, and everything is hashed.
        }

        return known;
    }

    /// <summary>A write was cut: what is appended behind it would not be found.</summary>
    private bool IsTorn() => new FileInfo(file!) is { Exists: true } present && present.Length % HashRecord.Length != 0;

    /// <summary>
    /// Writes the memory anew, with what others appended meanwhile. What is appended between is lost: it is only hashed
    /// again.
    /// </summary>
    private void Compact()
    {
        var kept = Load();
        foreach (var record in _new)
        {
            kept[(record.Stamp.Device, record.Stamp.Inode)] = record;
        }

        var newest = kept.Values.OrderByDescending(record => record.Used).Take(Most / 2).Reverse().ToList();
        var temporary = $"{file}.{Guid.NewGuid():N}.new";
        try
        {
            File.WriteAllBytes(temporary, HashRecord.Write(newest));
            File.Move(temporary, file!, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }

        _known = newest.ToDictionary(record => (record.Stamp.Device, record.Stamp.Inode));
        _stored = newest.Count - _new.Count;
    }
}
