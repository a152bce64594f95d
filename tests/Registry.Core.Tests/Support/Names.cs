using FsCheck;
using FsCheck.Fluent;
using Registry.Naming;

namespace Registry.Tests.Support;

/// <summary>Generates what the grammar allows.</summary>
internal static class Names
{
    private static readonly string[] s_ends = ["a", "Z", "0", "9", "m", "x"];
    private static readonly string[] s_middles = ["a", "Q", "7", "-", "_", "/", "--", "bc"];
    private static readonly string[] s_numbers = ["0", "1", "2", "9", "10", "99999999999999999999"];
    private static readonly string[] s_labels = ["0", "1", "10", "a", "rc", "-", "x-y", "0a", "B", "beta", "9"];

    public static Gen<string> Plain { get; } = Gen.OneOf(
        Generated.OneOf(s_ends),
        from first in Generated.OneOf(s_ends)
        from middle in Generated.Text(0, 6, s_middles)
        from last in Generated.OneOf(s_ends)
        select first + middle + last);

    public static Gen<ModelName> Models { get; } = Gen.OneOf(
        Plain,
        from folder in Generated.Text(1, 6, ["a", ".", "/", "-", "_", "dir", "9"])
        from name in Plain
        select $"{folder}:{name}").Select(ModelName.Parse);

    public static Gen<SemanticVersion> Versions { get; } =
        from release in Generated.OneOf(s_numbers).ListOf(3)
        from prerelease in Generated.OneOf(s_labels).ListOf().Resize(3)
        from build in Generated.OneOf([.. s_labels, "01"]).ListOf().Resize(2)
        select SemanticVersion.Parse(
            string.Join('.', release)
            + (prerelease.Count > 0 ? "-" + string.Join('.', prerelease) : "")
            + (build.Count > 0 ? "+" + string.Join('.', build) : ""));

    public static Gen<TagName> Tags { get; } =
        from model in Models
        from version in Versions
        from stage in Plain
        from kind in Generated.OneOf(Enum.GetValues<EventKind>())
        from counter in Gen.Choose(0, 1_000_000_000)
        from counted in Generated.OneOf(true, false)
        select new TagName
        {
            Model = model,
            Kind = kind,
            Version = kind is EventKind.Register or EventKind.Deregister ? version : null,
            Stage = kind is EventKind.Assign or EventKind.Unassign ? StageName.Parse(stage) : null,
            Extension = kind is EventKind.Extension ? "annotated" : null,
            Counter = counted || kind is EventKind.Extension ? counter : null,
        };
}
