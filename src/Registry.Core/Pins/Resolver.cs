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
        if (state.Deprecation is { } deprecation)
        {
            WarnOrRefuse(deprecation, pin, resolution, sink);
        }

        return resolution;
    }

    private static void WarnOrRefuse(RegistryEvent deprecation, Pin pin, Resolution resolution, IProgressSink? sink)
    {
        var (name, text) = (deprecation.Name.Model, Deprecation(deprecation));
        if (pin.Exact is null)
        {
            throw new RegistryException(
                ErrorCodes.NotFound,
                $"{text} A stage or range does not reach it; pin '{name}@{resolution.Version.Version}' exactly to go on "
                + "using it.");
        }

        sink?.Write(new RegistryMessage(MessageLevel.Warning, ErrorCodes.Withdrawn, text));
    }

    /// <summary>Which event deprecated a model, by whom and why.</summary>
    public static string Deprecation(RegistryEvent e) =>
        $"The model '{e.Name.Model}' is deprecated ('{e.Tag}' by {e.Tagger.Name}: {e.Message.Shown}).";

    /// <summary>A version, deregistered or not.</summary>
    /// <exception cref="RegistryException">MLR1001, naming the nearest.</exception>
    public static VersionState FindAny(ModelState state, SemanticVersion exact) =>
        state.Find(exact) ?? throw new RegistryException(
            ErrorCodes.NotFound,
            $"The model '{state.Name}' has no version '{exact}'; {Offer(exact.ToString(), Versions(state))}");

    private static VersionState FindExact(ModelState state, SemanticVersion exact) =>
        NotErased(state, FindAny(state, exact)) is { IsActive: true } found ? found : throw new RegistryException(
            ErrorCodes.NotFound,
            $"The version '{exact}' of '{state.Name}' was deregistered: {Deregistration(state, exact)}; "
            + Offer(exact.ToString(), Versions(state)));

    /// <summary>The same version.</summary>
    /// <exception cref="RegistryException">MLR1203, naming the event that erased it.</exception>
    public static VersionState NotErased(ModelState state, VersionState version) =>
        version.Erasure is null ? version : throw new RegistryException(ErrorCodes.Erased, ErasedText(state, version));

    /// <summary>That a version was erased, and what there is in its place.</summary>
    public static string ErasedText(ModelState state, VersionState version) =>
        $"'{state.Name}@{version.Version}' was erased, its bytes are given up: {Erasure(version.Erasure!)}. Use "
        + $"another version; {Offer(version.Version.ToString(), Versions(state))}";

    /// <summary>Which event erased a version, by whom, when and why.</summary>
    private static string Erasure(RegistryEvent e) =>
        $"'{e.Tag}' by {e.Tagger.Name} on {e.Tagger.Date:yyyy-MM-dd} "
        + $"({string.Join(' ', e.Message.Shown.Split('\n', StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.')})";

    private static List<string> Versions(ModelState state) => [.. state.Active.Select(v => v.Version.ToString())];

    /// <summary>Which event withdrew a version, by whom and when.</summary>
    public static string Deregistration(ModelState state, SemanticVersion version)
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

        var all = Versions(state);
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
