using System.Text.RegularExpressions;
using Registry.Naming;
using Registry.Tests.Support;

namespace Registry.Tests.Naming;

/// <summary>The hand-written grammars against the expressions that define them.</summary>
public sealed partial class GrammarTests
{
    [Fact]
    public void A_version_is_what_semver_says_it_is() => Generated.ForAll(
        Generated.Text(
            1, 9,
            ["v", "0", "1", "10", "1.", "0.", "1.2.3", "-", "+", ".", "rc", "a", "01", "-rc.1", "+b.5", "é", "\n"]),
        text =>
        {
            var match = Version().Match(text);
            var version = SemanticVersion.TryParse(text);
            (version is not null).ShouldBe(match.Success, text);
            if (version is not null)
            {
                version.Bare.ShouldBe(match.Value.TrimStart('v'));
                version.Release.ShouldBe([match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value]);
                version.Prerelease.ShouldBe(match.Groups[4].Value);
            }
        },
        tests: 10_000);

    [Fact]
    public void A_model_and_a_stage_are_what_gto_says_they_are() => Generated.ForAll(
        Generated.Text(0, 6, ["a", "Z9", "-", "_", "/", ".", ":", "=", "é", " ", "\n", "model"]),
        text =>
        {
            (ModelName.TryParse(text) is not null).ShouldBe(Model().IsMatch(text), text);
            (ModelName.TryParseTagForm(text) is not null).ShouldBe(
                !text.Contains(':', StringComparison.Ordinal) && Model().IsMatch(text.Replace('=', ':')), text);
            (StageName.TryParse(text) is not null).ShouldBe(Stage().IsMatch(text), text);
        },
        tests: 10_000);

    [GeneratedRegex(
        @"\Av?(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)"
        + @"(?:-((?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*))*))?"
        + @"(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?\z")]
    private static partial Regex Version();

    [GeneratedRegex(@"\A(?:[a-zA-Z0-9\-_./]+:)?[a-zA-Z0-9](?:[a-zA-Z0-9\-/_]*[a-zA-Z0-9])?\z")]
    private static partial Regex Model();

    [GeneratedRegex(@"\A[a-zA-Z0-9](?:[a-zA-Z0-9\-/_]*[a-zA-Z0-9])?\z")]
    private static partial Regex Stage();
}
