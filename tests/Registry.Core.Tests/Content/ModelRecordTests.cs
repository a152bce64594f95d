using System.Text;
using Registry.Content;

namespace Registry.Tests.Content;

public sealed class ModelRecordTests
{
    /// <summary>Fixed for ever, as the manifest's bytes are.</summary>
    [Fact]
    public void The_canonical_bytes_are_these() => Text(new ModelRecord
    {
        Commit = "c0ffee",
        Dirty = false,
        Remote = "https://example.org/x.git",
        Data = [("data/train.csv", Digest.Of("abc"u8))],
        Metrics = new Dictionary<string, double> { ["loss"] = 1e-7, ["auc"] = 0.913, ["n"] = 1e21 },
        Parameters = new Dictionary<string, string> { ["b"] = "ü", ["a"] = "1" },
        LockFiles = [("uv.lock", Digest.Of("abc"u8))],
        OperatingSystem = "Linux 6",
        Architecture = "x64",
        Sdk = "10.0.100",
        Ci = new ContinuousIntegration("github", "17", null),
    }).ShouldBe(
        """
        {"code":{"commit":"c0ffee","dirty":false,"remote":"https://example.org/x.git"},
        "data":[{"path":"data/train.csv",
        "sha256":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}],
        "environment":{"accelerator":null,"architecture":"x64","lockFiles":[{"path":"uv.lock",
        "sha256":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}],"os":"Linux 6","sdk":"10.0.100"},
        "metrics":{"auc":0.913,"loss":1e-7,"n":1e+21},"parameters":{"a":"1","b":"ü"},"schema":1,
        "source":{"ci":{"run":"17","system":"github","url":null},"experiment":null}}
        """.ReplaceLineEndings(""));

    [Fact]
    public void What_is_unknown_is_null() =>
        Text(new ModelRecord { Commit = "c0ffee", OperatingSystem = "o", Architecture = "a" }).ShouldBe(
            """
            {"code":{"commit":"c0ffee","dirty":null,"remote":null},"data":[],
            "environment":{"accelerator":null,"architecture":"a","lockFiles":[],"os":"o","sdk":null},
            "metrics":{},"parameters":{},"schema":1,"source":{"ci":null,"experiment":null}}
            """.ReplaceLineEndings(""));

    [Theory]
    [InlineData("", null, null, null)]
    [InlineData(
        "GITHUB_ACTIONS=true GITHUB_RUN_ID=7 GITHUB_SERVER_URL=https://h GITHUB_REPOSITORY=o/r", "github", "7",
        "https://h/o/r/actions/runs/7")]
    [InlineData("GITHUB_ACTIONS=true", "github", null, null)]
    [InlineData("GITLAB_CI=true CI_JOB_ID=8 CI_JOB_URL=https://u:p@h/jobs/8", "gitlab", "8", "https://h/jobs/8")]
    [InlineData("TF_BUILD=True BUILD_BUILDID=9", "azure", "9", null)]
    public void A_job_is_known_by_its_variables(string variables, string? system, string? run, string? url)
    {
        var set = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .ToDictionary(v => v.Split('=')[0], v => v.Split('=')[1]);

        var job = ContinuousIntegration.Detect(name => set.GetValueOrDefault(name));

        (job?.System, job?.Run, job?.Url).ShouldBe((system, run, url));
    }

    private static string Text(ModelRecord record) => Encoding.UTF8.GetString(record.ToBytes());
}
