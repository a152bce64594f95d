using System.Runtime.CompilerServices;
using Registry.Tests.Support;

namespace Registry.Tests.Operations;

/// <summary>Finding versions in real repositories.</summary>
public sealed class FindVersionsTests
{
    [Fact]
    public async Task Versions_are_found_over_all_models_by_name_then_highest_first()
    {
        using var sandbox = await FilledAsync();

        (await FindAsync(sandbox, null)).ShouldBe(
            ["churn@v10.0.0", "churn@v2.0.0", "churn@v1.0.0", "nlp/sentiment@v0.1.0", "segment@v1.0.0"]);
        (await FindAsync(sandbox, "metric.auc >= 0.9")).ShouldBe(["churn@v10.0.0", "churn@v2.0.0"]);
        (await FindAsync(sandbox, "stage = 'prod'")).ShouldBe(["churn@v2.0.0"]);
        (await FindAsync(sandbox, "version > '1.0.0' AND param.depth < 10")).ShouldBe(["churn@v2.0.0"]);
        (await FindAsync(sandbox, "label.team = 'risk' OR name ILIKE 'NLP/%'"))
            .ShouldBe(["churn@v10.0.0", "nlp/sentiment@v0.1.0"]);
        (await FindAsync(sandbox, "date >= '2100'")).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_another_tool_registered_is_found_by_what_its_tag_says()
    {
        using var sandbox = await FilledAsync();

        (await FindAsync(sandbox, "author = 'Nobody'")).ShouldBeEmpty();
        (await FindAsync(sandbox, "name = 'segment' AND version = '1.0.0'")).ShouldBe(["segment@v1.0.0"]);
        (await FindAsync(sandbox, "NOT size > 0")).ShouldBe(["segment@v1.0.0"]);
    }

    [Fact]
    public async Task Deregistered_versions_are_found_where_they_are_asked_for()
    {
        using var sandbox = await FilledAsync();
        sandbox.Tag("churn@v2.0.0!#90", "churn@v2.0.0^{commit}", secondsFromNow: 60);

        (await FindAsync(sandbox, "name = 'churn'")).ShouldBe(["churn@v10.0.0", "churn@v1.0.0"]);
        (await FindAsync(sandbox, "name = 'churn'", request => request with { All = true }))
            .ShouldBe(["churn@v10.0.0", "churn@v2.0.0", "churn@v1.0.0"]);
    }

    [Theory]
    [InlineData("name = 'churn'", 3), InlineData("name IN ('segment', 'churn', 'none')", 4)]
    [InlineData("name = 'none'", 0)]
    [InlineData("name = 'no name' OR name = ''", 0), InlineData("name = 'segment' AND name = 'churn'", 0)]
    [InlineData("name = 'churn' OR stage = 'prod'", 3), InlineData("NOT name = 'churn'", 2)]
    [InlineData("name IN ('1', '2', '3', '4', '5', '6', '7', '8', 'churn')", 3)]
    public async Task A_filter_that_names_models_finds_what_it_would_among_all(string filter, int expected)
    {
        using var sandbox = await FilledAsync();

        var found = await FindAsync(sandbox, filter);

        found.Count.ShouldBe(expected);
        found.ShouldBe(await FindAsync(sandbox, $"({filter}) AND NOT stage = 'never' OR stage = 'never'"));
    }

    [Fact]
    public async Task A_name_or_a_choice_of_names_narrows_the_search()
    {
        using var sandbox = await FilledAsync();

        (await FindAsync(sandbox, "metric.auc > 0", request => request with { Name = "nlp/sentiment" }))
            .ShouldBe(["nlp/sentiment@v0.1.0"]);
        (await FindAsync(sandbox, null, request => request with { NameMatches = name => name.StartsWith('s') }))
            .ShouldBe(["segment@v1.0.0"]);
        (await FindAsync(sandbox, "name = 'churn'", request => request with { NameMatches = _ => false }))
            .ShouldBeEmpty();
        (await FindAsync(sandbox, "name = 'churn'", request => request with { Name = "segment" })).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_name_that_is_not_there_and_a_filter_that_cannot_be_read_are_refused()
    {
        using var sandbox = await FilledAsync();

        var missing = await Refused.WithAsync(
            ErrorCodes.NotFound, () => FindAsync(sandbox, null, request => request with { Name = "chrn" }));
        var unread = await Refused.WithAsync(ErrorCodes.Malformed, () => FindAsync(sandbox, "metric.auc >> 1"));

        missing.Message.ShouldContain("'churn'");
        unread.Message.ShouldContain("column 13");
    }

    private static async Task<IReadOnlyList<string>> FindAsync(
        Sandbox sandbox, string? filter, Func<FindRequest, FindRequest>? with = null)
    {
        var request = new FindRequest { Filter = filter };
        var found = await (await sandbox.OpenAsync()).FindVersionsAsync(with?.Invoke(request) ?? request).ToListAsync();
        return [.. found.Select(version => version.ToString())];
    }

    private static async Task<Sandbox> FilledAsync([CallerMemberName] string test = "test")
    {
        var sandbox = new Sandbox(test);
        await sandbox.RegisterAsync("one", "1.0.0", With(0.8, "4"));
        await sandbox.RegisterAsync("two", "2.0.0", With(0.9, "8"));
        await sandbox.RegisterAsync("ten", "10.0.0", request => With(0.95, "12")(request) with
        {
            Labels = new Dictionary<string, string> { ["team"] = "risk" },
        });
        await sandbox.RegisterAsync(
            "nlp", "0.1.0", request => With(0.7, "auto")(request) with { Name = "nlp/sentiment" });
        await sandbox.AssignAsync("2.0.0", "prod");
        sandbox.Tag("segment@v1.0.0", "HEAD");
        return sandbox;
    }

    private static Func<RegisterRequest, RegisterRequest> With(double auc, string depth) => request => request with
    {
        Metrics = new Dictionary<string, double> { ["auc"] = auc },
        Parameters = new Dictionary<string, string> { ["depth"] = depth },
    };
}
