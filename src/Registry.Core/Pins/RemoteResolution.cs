using Registry.Ledger;
using Registry.Naming;

namespace Registry.Pins;

/// <summary>
/// Gathers just as much of a model's history as decides what a pin means, so that resolving on it gives what the whole
/// history would. Where little does not decide, or nothing would be found, the whole model is brought: that is where the
/// message of a failure comes from too.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="pin">What is asked for.</param>
/// <param name="bring">
/// Brings the tags that match any of the patterns, and gives the state of all that was brought so far.
/// </param>
/// <param name="findNewest">
/// The tag that the model's chain ends with, by full ref name; null where it has no chain. It may be wrong.
/// </param>
internal sealed class RemoteResolution(
    ModelName model, Pin pin, Func<IReadOnlyList<string>, Task<ModelState>> bring, Func<Task<string?>> findNewest)
{
    /// <summary>So many commits of a stage's newest events are looked at before every version is.</summary>
    private static readonly int[] s_reach = [1, 8];

    /// <exception cref="RegistryException">What bringing raises.</exception>
    public async Task<ModelState> RunAsync()
    {
        var state = await bring([.. PinRefs.Of(model, pin), .. PinRefs.BesidesPin(model)]);
        var isErased = state.Events.Any(e => e.Name.Extension is not null and not Notes.Annotated);
        if (!isErased && await SettleAsync(state) is { } settled && await ReviveAsync(settled) is { IsDeprecated: false } live)
        {
            return live;
        }

        return await bring(PinRefs.OfModel(model));
    }

    /// <summary>
    /// Every deprecation was brought: any event that is newer than all of them shows that the model was revived. The
    /// chain's end is the likeliest.
    /// </summary>
    private async Task<ModelState> ReviveAsync(ModelState state) =>
        state.IsDeprecated && await findNewest() is { } newest ? await bring([newest]) : state;

    /// <summary>Null where the pin reaches nothing by what was brought.</summary>
    private async Task<ModelState?> SettleAsync(ModelState state)
    {
        if (pin.Stage is { } stage)
        {
            return await SettleStageAsync(state, stage);
        }

        return state.Active.Any(version => pin.Accepts(version.Version)) ? state : null;
    }

    /// <summary>
    /// Finds the versions that a stage's events are about: by what the tags say of themselves, newest first, and where
    /// that is not borne out, among all versions.
    /// </summary>
    private async Task<ModelState?> SettleStageAsync(ModelState state, StageName stage)
    {
        if (!EventsOf(state, stage).Any())
        {
            return null;
        }

        var asked = new HashSet<SemanticVersion>();
        foreach (var reach in s_reach)
        {
            var named = EventsOf(state, stage).Reverse().DistinctBy(e => e.Commit).Take(reach)
                .Select(NamedVersion.Of).OfType<SemanticVersion>().Where(asked.Add).ToList();
            if (named.Count > 0)
            {
                state = await bring([.. named.SelectMany(version => PinRefs.OfVersion(model, version))]);
            }

            if (IsDecided(state, stage))
            {
                return state;
            }
        }

        state = await bring(PinRefs.OfVersions(model));
        return state.Stages.GetValueOrDefault(stage.Text)?.Version is null ? null : state;
    }

    private static IEnumerable<RegistryEvent> EventsOf(ModelState state, StageName stage) =>
        state.Events.Where(e => e.Name.Stage == stage);

    /// <summary>
    /// Whether the stage's holder is the one that the whole history gives: no event that is as new as its assignment may
    /// be about a version that was not brought. Older ones can neither outdo nor end it.
    /// </summary>
    private static bool IsDecided(ModelState state, StageName stage) =>
        state.Stages.TryGetValue(stage.Text, out var holder) && holder.Version is not null
        && EventsOf(state, stage).Where(e => SecondOf(e) >= SecondOf(holder.Assignment)).All(e => IsBorneOut(state, e));

    /// <summary>Whether the version that an event names is registered on the event's commit.</summary>
    private static bool IsBorneOut(ModelState state, RegistryEvent e) =>
        NamedVersion.Of(e) is { } version && state.Events.Any(
            r => r.Kind == EventKind.Register && r.Name.Version == version && r.Commit == e.Commit);

    private static long SecondOf(RegistryEvent e) => e.Tagger.Date.ToUnixTimeSeconds();
}
