using Registry.Configuration;
using Registry.Ledger;
using Registry.Naming;

namespace Registry.Pins;

/// <summary>What a pin came to: the version, and the assignment that decided where it was by stage.</summary>
internal sealed record Resolution(VersionState Version, RegistryEvent? Assignment);

/// <summary>The one place that says which version a pin means.</summary>
internal static class Resolver
{
    /// <summary>
    /// Ranges take the highest version they accept; ranges, <c>latest</c> and stages reach neither a deregistered
    /// version
    /// nor a deprecated model, an exact pin reaches a deprecated model with MLR2010.
    /// </summary>
    /// <exception cref="RegistryException">MLR1001, naming what is there instead.</exception>
    public static Resolution Resolve(ModelState state, Pin pin, IProgressSink? sink)
    {
        var resolution = pin.Exact is { } exact ? new Resolution(FindExact(state, exact), null)
            : pin.Stage is { } stage ? FindHolder(state, stage)
            : new Resolution(FindHighest(state, pin), null);
        if (state.IsDeprecated)
        {
            WarnOrRefuse(state, pin, resolution, sink);
        }

        return resolution;
    }

    private static void WarnOrRefuse(ModelState state, Pin pin, Resolution resolution, IProgressSink? sink)
    {
        var text = $"The model '{state.Name}' is deprecated ('{state.Last!.Tag}' by {state.Last.Tagger.Name}: "
            + $"{state.Last.Message.Shown}).";
        if (pin.Exact is null)
        {
            throw new RegistryException(
                ErrorCodes.NotFound,
                $"{text} A stage or range does not reach it; pin '{state.Name}@{resolution.Version.Version}' exactly to go on "
                + "using it.");
        }

        sink?.Write(new RegistryMessage(MessageLevel.Warning, ErrorCodes.Withdrawn, text));
    }

    private static VersionState FindExact(ModelState state, SemanticVersion exact)
    {
        var found = state.Find(exact);
        if (found is { IsActive: true })
        {
            return found;
        }

        var all = state.Active.Select(v => v.Version.ToString()).ToList();
        throw new RegistryException(
            ErrorCodes.NotFound,
            found is null
                ? $"The model '{state.Name}' has no version '{exact}'; {Offer(exact.ToString(), all)}"
                : $"The version '{exact}' of '{state.Name}' was deregistered: {Deregistration(state, exact)}; "
                    + Offer(exact.ToString(), all));
    }

    private static string Deregistration(ModelState state, SemanticVersion version)
    {
        var e = state.Events.Last(e => e.Kind == EventKind.Deregister && e.Name.Version == version);
        return $"'{e.Tag}' by {e.Tagger.Name} on {e.Tagger.Date:yyyy-MM-dd}";
    }

    private static Resolution FindHolder(ModelState state, StageName stage)
    {
        if (state.HolderOf(stage) is not { } holder)
        {
            throw new RegistryException(
                ErrorCodes.NotFound,
                state.Holders.Count == 0
                    ? $"No version of '{state.Name}' is in any stage; assign one with Set-MLModelStage."
                    : $"No version of '{state.Name}' is in the stage '{stage}'; the stages in use are "
                        + $"{Nearest.List(stage.Text, state.Holders.Keys)}.");
        }

        return new Resolution(
            holder.Version ?? throw new RegistryException(
                ErrorCodes.NotFound,
                $"The stage '{stage}' of '{state.Name}' is on the commit {holder.Key[..12]}, which no version was registered "
                + "for; register one there, or assign a version."),
            holder.Assignment);
    }

    private static VersionState FindHighest(ModelState state, Pin pin)
    {
        if (state.Active.FirstOrDefault(version => pin.Accepts(version.Version)) is { } found)
        {
            return found;
        }

        var all = state.Active.Select(v => v.Version.ToString()).ToList();
        var prereleases = all.Count > 0 && state.Active.All(v => v.Version.IsPrerelease)
            ? " Prereleases are only taken by '*-*', or by a bound that is one." : "";
        throw new RegistryException(
            ErrorCodes.NotFound, $"No version of '{state.Name}' lies in '{pin}'; {Offer("", all)}{prereleases}");
    }

    private static string Offer(string wanted, List<string> versions) => versions switch
    {
        [] => "it has none.",
        _ when wanted.Length > 0 && Nearest.To(wanted, versions) is { } near => $"did you mean '{near}'?",
        _ => $"there are {string.Join(", ", versions.Take(8).Select(v => $"'{v}'"))}{(versions.Count > 8 ? ", …" : "")}.",
    };
}
