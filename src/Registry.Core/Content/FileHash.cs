using Microsoft.Win32.SafeHandles;

namespace Registry.Content;

/// <summary>Hashes a file. Memory does not grow with it.</summary>
internal static class FileHash
{
    /// <summary>A file that grows or shrinks meanwhile is hashed as it is read.</summary>
    /// <param name="advanced">Called with the bytes of each step.</param>
    public static (Digest Digest, long Size) Of(SafeFileHandle source, Action<long>? advanced, CancellationToken cancel)
    {
        using var hash = new RangeHash(source);
        hash.Append(0, long.MaxValue, cancel, advanced);
        return hash.End();
    }
}
