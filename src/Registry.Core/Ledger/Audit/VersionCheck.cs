using Registry.Naming;

namespace Registry.Ledger.Audit;

/// <summary>That a commit has one version, and that tags say the version of their commit.</summary>
internal static class VersionCheck
{
    public static void Run(ModelEvidence model, Blame blame)
    {
        var registered = model.State.Events.Where(e => e.Kind == EventKind.Register && !blame.IsBlamed(e.Tag)).ToList();
        foreach (var shared in registered.GroupBy(e => e.Commit))
        {
            var first = shared.First();
            if (shared.FirstOrDefault(e => e.Name.Version != first.Name.Version) is { } second)
            {
                blame.Tag(
                    RegistryProblem.VersionsShareCommit, second.Tag,
                    $"'{first.Tag}' and '{second.Tag}' are on one commit, {first.Commit.Hex[..12]}: once a stage "
                    + "is assigned there, every command of GTO fails. Register one of them again, as a new version "
                    + $"from another commit, and deregister it here ('Unregister-MLModel {model.Name} "
                    + $"{second.Name.Version}').");
            }
        }

        var at = model.History.Known.Events.Where(e => e.Kind == EventKind.Register)
            .ToLookup(e => e.Commit, e => e.Name.Version!);
        foreach (var e in model.State.Events)
        {
            CheckSaid(e, e.Name.Version is { } own ? [own] : at[e.Commit], blame);
        }
    }

    private static void CheckSaid(RegistryEvent e, IEnumerable<SemanticVersion> versions, Blame blame)
    {
        if (e.Message.Find(Trailer.Version) is { } said && versions.Any()
            && SemanticVersion.TryParse(said) is var version && !versions.Contains(version))
        {
            blame.Tag(
                RegistryProblem.VersionDiffers, e.Tag,
                $"'{e.Tag}' by {e.Tagger.Name} says '{Shown.Of(said)}', and it is about '{versions.First()}': its "
                + $"{(e.Name.Version is null ? "commit" : "name")} decides, what it says counts nowhere. Mistrust it.");
        }
    }
}
