namespace Registry.Content;

/// <summary>
/// A file as its file system knows it. While none of this changes, neither do its bytes; times are in nanoseconds since
/// 1970.
/// </summary>
internal readonly record struct FileStamp(ulong Device, ulong Inode, long Size, long Modified, long Changed)
{
    /// <summary>From Linux' <c>struct statx</c>, whose layout is the same everywhere.</summary>
    public static FileStamp Read(ReadOnlySpan<byte> status) => new(
        BitConverter.ToUInt64(status[136..]), BitConverter.ToUInt64(status[32..]), BitConverter.ToInt64(status[40..]),
        Time(status[112..]), Time(status[96..]));

    /// <summary>Whether it is the same file with the same bytes, though it may have got or lost a name since.</summary>
    public bool HasBytesOf(FileStamp other) => this with { Changed = other.Changed } == other;

    /// <summary>
    /// Whether a change after a moment would show. One in the same tick as the last would not, hence a margin.
    /// </summary>
    public bool IsOlderThan(DateTimeOffset moment)
    {
        var limit = ((moment - DateTimeOffset.UnixEpoch).Ticks * 100) - 2_000_000_000;
        return Modified < limit && Changed < limit;
    }

    public DateTimeOffset ChangedAt => DateTimeOffset.UnixEpoch.AddTicks(Changed / 100);

    private static long Time(ReadOnlySpan<byte> status) =>
        (BitConverter.ToInt64(status) * 1_000_000_000) + BitConverter.ToUInt32(status[8..]);
}
