using Registry.Ledger;
using Registry.Naming;

namespace Registry.Pins;

/// <summary>
/// Holds a lock file against what the registry says when it is asked again: the tags that the lock names must still be
/// the objects they were.
/// </summary>
internal sealed class LockWitness(LockEntry locked, RegistryContext registry)
{
    /// <param name="state">What was read to resolve the pin: by URL perhaps not all of the model.</param>
    /// <exception cref="RegistryException">MLR3007.</exception>
    public async Task CheckAsync(ModelState state, CancellationToken cancel)
    {
        if (!IsThere(state, locked.Registration))
        {
            var asked = registry.IsByUrl
                ? await registry.ReadModelAsync(locked.Name, Pin.OfVersion(locked.Version.ToString()), null, cancel) : state;
            EnsureThere(asked, locked.Registration, e => e.Kind == EventKind.Register && e.Name.Version == locked.Version);
        }

        // The stage's events were all read where the pin is by that stage, else they may not have been.
        if (locked.Assignment is { } assignment && StageEvents(state).Any())
        {
            EnsureThere(state, assignment, e => e.Name.Stage == Stage && e.Number == assignment.Event);
        }
    }

    private StageName? Stage =>
        locked.Requested.StartsWith('#') ? StageName.TryParse(locked.Requested[1..]) : null;

    private IEnumerable<RegistryEvent> StageEvents(ModelState state) =>
        state.Events.Where(e => e.Name.Stage is { } stage && stage == Stage);

    private static bool IsThere(ModelState state, LockedTag tag) =>
        state.Events.Any(e => e.TagObject.Hex == tag.TagObject);

    /// <summary>A clone may not have fetched the tag yet; then only another in its place is a finding.</summary>
    private void EnsureThere(ModelState state, LockedTag tag, Func<RegistryEvent, bool> isInItsPlace)
    {
        var other = state.Events.FirstOrDefault(isInItsPlace);
        if (IsThere(state, tag) || (other is null && !registry.IsByUrl))
        {
            return;
        }

        var what = $"'{locked.Name}' {locked.Version} to the tag object {tag.TagObject[..12]}";
        throw new RegistryException(
            ErrorCodes.HistoryBroken,
            $"The lock file holds {what}, and in '{registry.Location}' "
            + (other is null ? "it is gone" : $"'{other.Tag}' is {other.TagObject.Hex[..12]} now, by {other.Tagger.Name}")
            + ". Find out who rewrote the history and have it put back; if all is right, delete the entry from the lock file.");
    }
}
