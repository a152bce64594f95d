using Registry.Content;
using Registry.Pins;

namespace Registry;

public sealed partial class ModelRegistry
{
    /// <summary>The pins that a lock file was made of, so that it can be restored without the project beside it.</summary>
    /// <exception cref="RegistryException">MLR1001 without the file, MLR1005, MLR1404.</exception>
    public static Task<IReadOnlyList<ModelPin>> ReadLockAsync(string lockFile, CancellationToken cancel = default) =>
        FileErrors.AsCodedAsync(() => LockedPins.ReadAsync(lockFile, cancel));

    /// <summary>
    /// Tells of each of a project's pins what is locked, what it means now, and what was said of it since. Reads the
    /// registry, and changes nothing.
    /// </summary>
    /// <exception cref="RegistryException">
    /// MLR1003, MLR1005, MLR1101, MLR1102; MLR1501 for a question that only a remote can answer, offline.
    /// </exception>
    public static Task<IReadOnlyList<ReviewedPin>> ReviewAsync(
        ReviewRequest request, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return FileErrors.AsCodedAsync(() => new PinReview(request).RunAsync(cancel));
    }

    /// <summary>Hashes restored files and their copies against the lock file. Needs no registry, Git or network.</summary>
    /// <exception cref="RegistryException">MLR1001 where a pin's Files match nothing; MLR1003, MLR1005.</exception>
    public static Task<VerifyReport> VerifyAsync(VerifyRequest request, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return FileErrors.AsCodedAsync(() => new LockVerification(request).RunAsync(cancel));
    }
}
