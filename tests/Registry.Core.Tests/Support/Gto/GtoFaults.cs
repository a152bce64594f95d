namespace Registry.Tests.Support.Gto;

/// <summary>
/// The questions whose recorded answer is not what ours is held against: each by name, with what we do instead.
/// </summary>
internal static class GtoFaults
{
    /// <summary>GTO's own words where its command line refuses the question.</summary>
    private static readonly string[] s_refusals =
    [
        "Cannot apply --", "Only one output format", "must be >= -1", "must be >=-1", "Failed to clone repo",
        "is not a git repository",
    ];

    /// <summary>Why an answer is not compared, in a few words; null for one that is.</summary>
    public static string? Of(string run, GtoMoment moment)
    {
        var (step, query) = (moment.Step, moment.Query);
        return s_refusals.Any(step.Error.Contains) ? "asks in a way that the command line refuses"
            : step.Error.Contains("Multiple registrations are not supported") ? "registered twice: GTO dies (peer bug)"
            : step.Error.Contains("Wrong config file") ? "an unknown key in .gto: GTO dies"
            : step.Error.Contains("artifacts.yaml file doesn't conform") ? "a malformed artifacts.yaml: GTO dies"
            : run[..2] == "16" && query.Repository is not null ? "asks a remote whose tags were not recorded"
            : query.Folder == "../shallow" ? "asks a shallow clone, which has the tags of one commit"
            : run[..2] == "03" && query.Argument == "a/b" ? "GTO made a/b of a//b and does not find it (peer bug)"
            : run[..2] == "18" && step.Number == 27 ? "a model that artifacts.yaml alone names"
            : null;
    }

    /// <summary>That ours answers where GTO does not.</summary>
    public static void CheckOurs(GtoMoment moment)
    {
        if (moment.Step.Error.Contains("Cannot apply") || moment.Step.Error.Contains("must be"))
        {
            return;
        }

        switch (moment.Query)
        {
            case { Verb: "show", Argument: null, Repository: null, Folder: null }:
                GtoView.Show(moment).ShouldNotBeEmpty();
                break;
            case { Verb: "show", Argument: { } name, Repository: null } when moment.Step.Number != 27:
                GtoView.ShowVersions(moment).ShouldNotBeNull().ShouldNotBeEmpty(name);
                break;
            default:
                break;
        }
    }
}
