using Registry.Content;
using Registry.Pins;

namespace Registry;

public sealed partial class ModelRegistry
{
    /// <summary>What a restore of a lock file would bring, as it says itself: nothing is resolved or written.</summary>
    /// <exception cref="RegistryException">MLR1001 without the file, MLR1003, MLR1005.</exception>
    public static Task<IReadOnlyList<ModelPin>> ReadLockAsync(string lockFile, CancellationToken cancel = default) =>
        FileErrors.AsCodedAsync(() => LockedPins.ReadAsync(lockFile, cancel));

    /// <summary>
    /// Brings what a lock file pins to a folder, where a build of the project beside it finds it in place. Git and stores are
    /// asked only where lock and cache do not suffice.
    /// </summary>
    /// <exception cref="RegistryException">
    /// MLR1001, MLR1003, MLR1004, MLR1005, MLR1101, MLR1201, MLR1202, MLR1403, MLR1404, MLR1501.
    /// </exception>
    public static Task<IReadOnlyList<RestoredModel>> RestoreLockAsync(
        RestoreLockRequest request, IProgressSink? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return FileErrors.AsCodedAsync(async () => await RestoreAsync(
            new RestoreRequest
            {
                Pins = await LockedPins.ReadAsync(request.LockFile, cancel),
                LockFile = request.LockFile,
                Destination = request.Destination,
                Registry = request.Registry,
                BaseDirectory = Path.GetDirectoryName(request.LockFile)!,
                Locked = request.Locked,
                ForceEvaluate = request.ForceEvaluate,
                Offline = request.Offline,
                UseHardLinks = request.UseHardLinks,
            },
            progress, cancel));
    }
}
