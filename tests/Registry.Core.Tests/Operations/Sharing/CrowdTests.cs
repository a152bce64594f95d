using Registry.Tests.Support;

namespace Registry.Tests.Operations.Sharing;

/// <summary>
/// Many processes that write to a few models at once, through clones of one remote: nothing that was told as done is
/// lost, and no number is used twice.
/// </summary>
public sealed class CrowdTests(ITestOutputHelper output)
{
    private static readonly bool s_soak = Environment.GetEnvironmentVariable("REGISTRY_TEST_SOAK") == "1";

    [Fact]
    public async Task Fifty_processes_over_ten_models_all_succeed_within_a_few_tries()
    {
        using var crowd = new Crowd(processes: 50, models: 10, rounds: s_soak ? 20 : 2);

        var told = await crowd.RunAsync();

        output.WriteLine(crowd.Describe(told));
        told.Count.ShouldBe(crowd.Expected);
        told.Count(t => t.Tag is not null).ShouldBeGreaterThanOrEqualTo((int)Math.Ceiling(crowd.Expected * 0.99));
        told.Where(t => t.Tag is not null).Average(t => t.Tries).ShouldBeLessThanOrEqualTo(4);
        crowd.EveryoneAgrees(told);
        await crowd.ClonesReplayTheRemoteAsync();
    }

    [Fact]
    public async Task Processes_that_are_killed_at_any_moment_lose_and_double_nothing()
    {
        using var crowd = new Crowd(processes: 8, models: 2, rounds: s_soak ? 40 : 8);

        var told = await crowd.RunAsync(kills: s_soak ? 60 : 12);

        output.WriteLine(crowd.Describe(told));
        crowd.EveryoneAgrees(told);
        await crowd.ClonesReplayTheRemoteAsync();
    }

    [Fact]
    public async Task A_writer_that_knows_no_chain_among_them_changes_nothing()
    {
        using var crowd = new Crowd(processes: 6, models: 2, rounds: s_soak ? 20 : 4);
        var foreign = new PlainWriter(crowd.Team.Clone("gto"));

        var told = await crowd.RunAsync(beside: foreign.WriteAsync);

        output.WriteLine(crowd.Describe(told) + $", {foreign.Tags.Count} foreign tags");
        told.ShouldAllBe(t => t.Tag != null, string.Join("\n", told.Select(t => t.Error)));
        foreign.Tags.ShouldNotBeEmpty();
        foreign.Tags.ShouldBeSubsetOf(crowd.Team.Remote.Tags());
        crowd.EveryoneAgrees(told);
        await crowd.ClonesReplayTheRemoteAsync();
    }

    [Theory]
    [InlineData("hidden"), InlineData("refused")]
    public async Task Without_a_chain_no_two_writers_keep_one_number(string remote)
    {
        using var crowd = new Crowd(processes: 4, models: 1, rounds: s_soak ? 20 : 4, remote);

        var told = await crowd.RunAsync();

        output.WriteLine(crowd.Describe(told));
        told.ShouldAllBe(t => t.Tag != null, string.Join("\n", told.Select(t => t.Error)));
        crowd.EveryoneAgrees(told);
        await crowd.ClonesReplayTheRemoteAsync();
    }

    [Fact]
    public async Task Without_atomic_pushes_nothing_is_lost_either()
    {
        using var crowd = new Crowd(processes: 4, models: 1, rounds: s_soak ? 20 : 3, "no-atomic");

        var told = await crowd.RunAsync();

        output.WriteLine(crowd.Describe(told));
        told.ShouldAllBe(t => t.Tag != null, string.Join("\n", told.Select(t => t.Error)));
        crowd.EveryoneAgrees(told);
        await crowd.ClonesReplayTheRemoteAsync();
    }
}
