using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Registry.Content;

/// <summary>
/// Copies a file and hashes it in one pass: while one buffer is hashed, the one before is written and the next is read.
/// Memory does not grow with the file. On two cores this runs at the speed of a plain copy.
/// </summary>
internal static class HashingCopy
{
    private const int BufferSize = 1024 * 1024;

    /// <summary>
    /// Bytes of one write. A large write has the kernel look for large blocks of free memory, and in a virtual machine
    /// those
    /// are the ones that were given back to the host: measured, twice the time of small writes.
    /// </summary>
    private const int WriteSize = 16 * 1024;


    /// <summary>Copies all of the source; a source that grows or shrinks meanwhile is copied as it is read.</summary>
    /// <param name="target">Null only hashes.</param>
    /// <param name="advanced">Called with the bytes of each step.</param>
    public static async Task<(Digest Digest, long Size)> RunAsync(
        SafeFileHandle source, SafeFileHandle? target, Action<long>? advanced, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var behind = new WriteBehind(target);
        var (current, next) = (ArrayPool<byte>.Shared.Rent(BufferSize), ArrayPool<byte>.Shared.Rent(BufferSize));
        try
        {
            long offset = 0;
            var count = RandomAccess.Read(source, current.AsSpan(0, BufferSize), 0);
            while (count > 0)
            {
                cancel.ThrowIfCancellationRequested();
                var (buffer, at, length) = (current, offset, count);
                if (length < BufferSize / 4)
                {
                    // Too little to be worth a second thread.
                    Write(target, buffer, at, length);
                    hash.AppendData(buffer, 0, length);
                    count = RandomAccess.Read(source, next.AsSpan(0, BufferSize), at + length);
                }
                else
                {
                    var moving = Task.Run(
                        () =>
                        {
                            Write(target, buffer, at, length);
                            return RandomAccess.Read(source, next.AsSpan(0, BufferSize), at + length);
                        },
                        CancellationToken.None);
                    hash.AppendData(buffer, 0, length);
                    count = await moving;
                }

                offset += length;
                behind.Advance(offset);
                advanced?.Invoke(length);
                (current, next) = (next, current);
            }

            return (Digest.FromHash(hash.GetHashAndReset()), offset);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(current);
            ArrayPool<byte>.Shared.Return(next);
        }
    }

    private static void Write(SafeFileHandle? target, byte[] buffer, long offset, int length)
    {
        for (var at = 0; target is not null && at < length; at += WriteSize)
        {
            RandomAccess.Write(target, buffer.AsSpan(at, Math.Min(WriteSize, length - at)), offset + at);
        }
    }

    /// <summary>
    /// Has the system write to the disk what was copied so far, while copying goes on. Otherwise dirty pages pile up
    /// until
    /// the system slows their writer down, and a flush at the end finds all of them. Asking may block, hence apart.
    /// </summary>
    private sealed class WriteBehind(SafeFileHandle? target) : IAsyncDisposable
    {
        private const long Step = 64 * 1024 * 1024;
        private Task _asked = Task.CompletedTask;
        private long _at;

        public void Advance(long written)
        {
            if (target is null || written - _at < Step)
            {
                return;
            }

            var (from, count) = (_at, written - _at);
            _at = written;
            _asked = _asked.ContinueWith(
                _ => FileSystem.StartWriting(target, from, count),
                CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        /// <summary>The file must not be closed before the last request is made.</summary>
        public async ValueTask DisposeAsync() => await _asked;
    }
}
