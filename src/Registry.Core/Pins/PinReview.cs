using Registry.Ledger;
using Registry.Naming;

namespace Registry.Pins;

/// <summary>
/// Holds a project's pins and its lock file against what the registry says now. Nothing is changed, and a pin that has
/// something wrong does not keep the others from being looked at.
/// </summary>
internal sealed class PinReview(ReviewRequest request)
{
    private readonly PinRegistries _registries = new(request.Registry, request.BaseDirectory);

    public async Task<IReadOnlyList<ReviewedPin>> RunAsync(CancellationToken cancel)
    {
        if (request is { Offline: true, AskRemote: true })
        {
            throw new RegistryException(
                ErrorCodes.Offline,
                "Whether a stage has moved on is asked of the remote, and offline nobody is asked; set "
                + "ModelStageDrift to none, or RestoreModelsOffline to false.");
        }

        var pins = WantedPin.CreateAll(request.Pins);
        var locked = await LockFileReader.ReadAsync(request.LockFile, cancel);
        var reviewed = new List<ReviewedPin>();
        foreach (var pin in pins)
        {
            var entry = locked?.Find(pin.Name) is { } found && found.Answers(pin) ? found : null;
            reviewed.Add(await pin.LocateAsync(() => ReviewAsync(pin, entry, cancel)));
        }

        return reviewed;
    }

    private async Task<ReviewedPin> ReviewAsync(WantedPin pin, LockEntry? locked, CancellationToken cancel)
    {
        var known = new ReviewedPin
        {
            Name = pin.Name.Text,
            Requested = pin.Requested,
            Locked = locked?.Version.ToString(),
        };
        if (request.Offline)
        {
            return known;
        }

        var registry = await _registries.OpenAsync(pin, cancel);
        ModelState state;
        try
        {
            state = request.AskRemote
                ? await RemoteTags.ReadAsync(registry, pin.Name, cancel)
                : await registry.ReadModelAsync(pin.Name, cancel);
        }
        catch (RegistryException e) when (e.Error == ErrorCodes.NotFound)
        {
            return known with { Findings = [Finding(pin, e.Error, e.Message, isError: true)] };
        }

        var findings = new List<PinFinding>();
        var wanted = Resolve(state, pin, locked, findings);
        var drifted = locked is not null && pin.Pin.Stage is { } stage
            && state.HolderOf(stage)?.Version?.Version != locked.Version;
        if (drifted)
        {
            findings.Add(Finding(pin, ErrorCodes.Drift, DriftOf(state, pin, locked!, registry)));
        }

        return known with
        {
            Wanted = wanted?.ToString(),
            Newest = (state.Latest ?? state.Active.FirstOrDefault())?.Version.ToString(),
            HasDrifted = drifted,
            Findings = [.. findings, .. await WithdrawnAsync(state, pin, locked, registry, cancel)],
        };
    }

    /// <summary>What the pin means now. That it means nothing is an error only where no lock has the answer.</summary>
    private static SemanticVersion? Resolve(
        ModelState state, WantedPin pin, LockEntry? locked, List<PinFinding> findings)
    {
        try
        {
            return Resolver.Resolve(state, pin.Pin, null).Version.Version;
        }
        catch (RegistryException e)
        {
            if (locked is null)
            {
                findings.Add(Finding(pin, e.Error, e.Message, isError: true));
            }

            return null;
        }
    }

    /// <summary>What was said of model or locked version since, and whether the lock's tags still stand.</summary>
    private static async Task<IEnumerable<PinFinding>> WithdrawnAsync(
        ModelState state, WantedPin pin, LockEntry? locked, RegistryContext registry, CancellationToken cancel)
    {
        var findings = new List<PinFinding>();
        if (state.Deprecation is { } deprecation && (locked is not null || pin.Pin.Exact is not null))
        {
            findings.Add(Finding(pin, ErrorCodes.Withdrawn, Resolver.Deprecation(deprecation)));
        }

        if (locked is null)
        {
            return findings;
        }

        if (state.Find(locked.Version) is { IsActive: false } version)
        {
            findings.Add(version.Erasure is null
                ? Finding(
                    pin, ErrorCodes.Withdrawn,
                    $"'{pin.Name}@{locked.Version}', which the lock file holds, was deregistered: "
                    + $"{Resolver.Deregistration(state, locked.Version)}. Pin another version.")
                : Finding(pin, ErrorCodes.Erased, Resolver.ErasedText(state, version)));
        }

        try
        {
            await new LockWitness(locked, registry).CheckAsync(state, cancel);
        }
        catch (RegistryException e) when (e.Error == ErrorCodes.HistoryBroken)
        {
            findings.Add(Finding(pin, e.Error, e.Message, isError: true));
        }

        return findings;
    }

    private string DriftOf(ModelState state, WantedPin pin, LockEntry locked, RegistryContext registry)
    {
        var now = state.HolderOf(pin.Pin.Stage!) is { Assignment: var e } holder
            ? $"is {holder.Key} since '{e.Tag}' by {e.Tagger.Name} on {e.Tagger.Date:yyyy-MM-dd}"
            : "no version holds it now";
        var clone = request.AskRemote && registry is { IsByUrl: false, Remote: not null }
            ? "bring the clone up to date (Sync-MLRegistry) and " : "";
        return $"'{pin.Name}{pin.Requested}' is locked to {locked.Version}, and {now}; to follow, {clone}run "
            + "'dotnet msbuild -t:RestoreModels -p:RestoreModelsForceEvaluate=true'.";
    }

    private static PinFinding Finding(WantedPin pin, ErrorCode code, string text, bool isError = false) => new()
    {
        Code = code,
        Text = text,
        IsError = isError,
        File = pin.Source.SourceFile,
        Line = pin.Source.SourceLine,
    };
}
