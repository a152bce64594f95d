using Registry.Configuration;
using Registry.Tests.Support;

namespace Registry.Tests.Operations;

public sealed class ConfigurationTests
{
    [Fact]
    public void Everything_that_the_formats_name_is_read()
    {
        var read = Parse(
            """
            schema: 1
            stores:                      # the first is written to
              - url: s3://models/registry
                endpoint: https://minio.example.com
                region: eu-west-1
                pathStyle: true
              - url: file:.model-store
            stages: [dev, staging, prod]
            remote: upstream
            chain: required
            """);

        read.Stores.ShouldBe(
            [
                new("s3://models/registry", "https://minio.example.com", "eu-west-1", true, 3),
                new("file:.model-store", null, null, false, 7),
            ]);
        read.Stages.ShouldBe(["dev", "staging", "prod"]);
        read.Remote.ShouldBe("upstream");
        read.ChainRequired.ShouldBeTrue();
    }

    [Fact]
    public void The_least_has_defaults()
    {
        var read = Parse("schema: 1");

        (read.Stores.Count, read.Stages.Count, read.Remote, read.ChainRequired).ShouldBe((0, 0, "origin", false));
    }

    [Fact]
    public void A_retention_policy_is_read_rule_by_rule()
    {
        var read = Parse(
            """
            schema: 1
            retention:
              grace: 3w
              rules:
                - models: ['team/*', churn]
                  labels: { tier: gold }
                  keep: true
                - name: nightly
                  keepLast: 5
                  olderThan: 36h
            """).Retention.ShouldNotBeNull();

        read.Grace.ShouldBe(TimeSpan.FromDays(21));
        read.Rules.Select(rule => rule.ToString()).ShouldBe(["rule '1' (keep)", "rule 'nightly' (keepLast 5, olderThan 36h)"]);
        read.Rules[0].Models.ShouldBe(["team/*", "churn"]);
        read.Rules[0].Labels["tier"].ShouldBe("gold");
        Parse("schema: 1\nretention: {}").Retention!.Grace.ShouldBe(TimeSpan.FromDays(14));
        Parse("schema: 1").Retention.ShouldBeNull();
    }

    [Theory]
    [InlineData("schema: 1\nretention: 5", 2, "mapping"), InlineData("schema: 1\nretention:\n  rule: []", 3, "'rules'")]
    [InlineData("schema: 1\nretention:\n  grace: 23h", 3, "at least 1d")]
    [InlineData("schema: 1\nretention:\n  grace: two weeks", 3, "'36h', '90d', '12w'")]
    [InlineData("schema: 1\nretention:\n  grace: 0d", 3, "'0d'"), InlineData("schema: 1\nretention:\n  grace: 123456d", 3, "d'")]
    [InlineData("schema: 1\nretention:\n  rules: { keepLast: 5 }", 3, "list")]
    [InlineData("schema: 1\nretention:\n  rules:\n    - keeplast: 5", 4, "'keepLast'")]
    [InlineData("schema: 1\nretention:\n  rules:\n    - keepLast: 0", 4, "from 1")]
    [InlineData("schema: 1\nretention:\n  rules:\n    - models: [churn]", 4, "'keepLast' or 'olderThan'")]
    [InlineData("schema: 1\nretention:\n  rules:\n    - keepLast: 1\n      keep: true", 4, "either 'keep'")]
    [InlineData("schema: 1\nretention:\n  rules:\n    - keep: yes", 4, "'true'")]
    [InlineData("schema: 1\nretention:\n  rules:\n    - models: ['a b']\n      keepLast: 1", 4, "'a b'")]
    [InlineData("schema: 1\nretention:\n  rules:\n    - labels: {}\n      keepLast: 1", 4, "no label")]
    [InlineData("schema: 1\nretention:\n  rules:\n    - labels: { a: [b] }\n      keepLast: 1", 4, "'a'")]
    [InlineData("schema: 1\nretention:\n  rules:\n    - name: ''\n      keepLast: 1", 4, "name")]
    public void A_policy_in_doubt_is_refused(string text, int line, string part) =>
        What_is_wrong_is_told_with_file_and_line(text, line, part);

    [Theory]
    [InlineData("schema: 1\nstore:\n  - url: x", 2, "'stores'")]
    [InlineData("schema: 1\nstores:\n  - uri: x", 3, "'url'")]
    [InlineData("schema: 1\nstagse: [a]", 2, "'stages'")]
    [InlineData("schema: 1\nstores:\n  - url: x\n    pathstyle: true", 4, "'pathStyle'")]
    [InlineData("schema: 1\nschema: 1", 2, "schema"), InlineData("schema: 2", 1, "'2'")]
    [InlineData("stages: [a]", 1, "'schema'"), InlineData("", 1, "empty")]
    [InlineData("- a", 1, "mapping"), InlineData("schema: 1\nstages: prod", 2, "list")]
    [InlineData("schema: 1\nstages: [a, p.q]", 2, "'p.q'")]
    [InlineData("schema: 1\nstores:\n  - x", 3, "url"), InlineData("schema: 1\nstores:\n  - url: ''", 3, "url")]
    [InlineData("schema: 1\nstores: {}", 2, "list")]
    [InlineData("schema: 1\nremote: --upload-pack=x", 2, "remote"), InlineData("schema: 1\nremote: 'a b'", 2, "remote")]
    [InlineData("schema: 1\nremote: ext::sh", 2, "remote")]
    [InlineData("schema: 1\nchain: optional", 2, "'required'"), InlineData("schema: [1]", 1, "single")]
    [InlineData("schema: 1\nstores:\n  - url: x\n    pathStyle: yes", 3, "pathStyle")]
    public void What_is_wrong_is_told_with_file_and_line(string text, int line, string part)
    {
        var e = Refused.With(ErrorCodes.Unreadable, () => Parse(text));

        e.File.ShouldBe("registry.yaml");
        e.Line.ShouldBe(line, e.Message);
        e.Message.ShouldContain(part);
    }

    [Theory]
    [InlineData("schema: 1\n\tstages: []"), InlineData("schema: 1\nstages: [a"), InlineData("{")]
    [InlineData("schema: *a"), InlineData("schema: \"1")]
    public void What_is_no_yaml_is_told_with_the_line_where_reading_ended(string text)
    {
        var e = Refused.With(ErrorCodes.Unreadable, () => Parse(text));

        e.Line.ShouldBeInRange(1, 3);
        e.Message.ShouldContain($"line {e.Line}: ");
        e.Message.ShouldNotEndWith("..");
    }

    [Fact]
    public void Aliases_that_multiply_do_not_stop_the_reader() =>
        Should.Throw<RegistryException>(() => Parse(
            "schema: 1\na: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
            + "c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
            + "d: &d [*c,*c,*c,*c,*c,*c,*c,*c]\nstages: *d\n"));

    [Fact]
    public void Deep_nesting_is_refused_and_ends_no_process() => Refused.With(
        ErrorCodes.Unreadable, () => Parse("schema: 1\nstages: " + new string('[', 200_000)));

    [Fact]
    public void Of_gtos_configuration_only_the_stages_are_read()
    {
        ConfigurationReader.ParseGtoStages("stages: [dev, prod]\ntypes: [model]\nnonsense: true\n", ".gto")
            .ShouldBe(["dev", "prod"]);
        ConfigurationReader.ParseGtoStages("", ".gto").ShouldBeEmpty();
        ConfigurationReader.ParseGtoStages("types: [model]", ".gto").ShouldBeEmpty();
        Refused.With(ErrorCodes.Unreadable, () => ConfigurationReader.ParseGtoStages("{", ".gto")).File
            .ShouldBe(".gto");
        Refused.With(ErrorCodes.Unreadable, () => ConfigurationReader.ParseGtoStages("stages: ['bad stage']", ".gto"));
    }

    [Fact]
    public async Task An_unknown_key_stops_what_the_file_decides_with_its_line_and_the_ledger_is_read_all_the_same()
    {
        using var sandbox = new Sandbox();
        await sandbox.RegisterAsync("one", "1.0.0");
        sandbox.Folder.Write("repo/registry.yaml", "schema: 1\nstoers: []\n");
        var registry = await sandbox.OpenAsync();

        foreach (var asked in new Func<Task>[]
        {
            () => registry.GetInfoAsync(), () => sandbox.RegisterAsync("two", "2.0.0"), () => sandbox.AssignAsync("1.0.0", "prod"),
            () => registry.GetHistoryAsync(new HistoryQuery()),
        })
        {
            var e = await Refused.WithAsync(ErrorCodes.Unreadable, asked);
            (e.File, e.Line).ShouldBe(("registry.yaml", 2));
            e.Message.ShouldContain("Did you mean 'stores'?");
        }

        (await registry.GetModelsAsync()).ShouldHaveSingleItem().Latest.ShouldBe("v1.0.0");
        (await registry.ResolveAsync("churn@latest")).Version.ShouldBe("v1.0.0");
    }

    [Fact]
    public async Task A_bare_repository_is_configured_by_its_head()
    {
        using var sandbox = new Sandbox();
        await sandbox.RegisterAsync("bare", "1.0.0");
        Command.Run(sandbox.Folder.Path, "git", "clone", "-q", "--mirror", "repo", "bare.git").Succeeded();
        var registry = await ModelRegistry.OpenAsync(sandbox.Folder["bare.git"]);

        await registry.SaveAsync(new SaveRequest { Name = "churn", Destination = sandbox.Folder["out"] });

        (await registry.GetInfoAsync()).Stores.ShouldBe([sandbox.StoreUrl]);
        Bytes.Tree(sandbox.Folder["out"]).ShouldBe(Bytes.TreeOf(("weights.bin", "bare")));
    }

    private static RegistryConfiguration Parse(string text) => ConfigurationReader.Parse(text, "registry.yaml");
}
