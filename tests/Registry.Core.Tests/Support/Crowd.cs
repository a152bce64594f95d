using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Registry.Tests.Support;

/// <summary>What a process of a crowd told of one event.</summary>
internal sealed record Told(string? Tag, int Tries, string? Error);

/// <summary>Processes that register and assign, each in a clone of its own, several to a model.</summary>
internal sealed class Crowd : IDisposable
{
    private readonly int _models;
    private readonly int _rounds;
    private readonly List<GitFolder> _clones = [];
    private readonly ConcurrentQueue<Told> _told = new();
    private readonly Stopwatch _watch = new();
    private readonly string _remote;

    public Crowd(int processes, int models, int rounds, string remote = "whole")
    {
        (_models, _rounds, _remote) = (models, rounds, remote);
        Team = new Team($"crowd-{processes}-{remote}");
        Team.Be(remote);
        for (var i = 0; i < processes; i++)
        {
            _clones.Add(Team.Clone($"clone-{i}"));
        }
    }

    public Team Team { get; }

    public int Expected => _clones.Count * _rounds * 2;

    /// <summary>Runs all of them at once to their ends; those that are killed begin anew.</summary>
    public async Task<IReadOnlyList<Told>> RunAsync(int kills = 0, Func<CancellationToken, Task>? beside = null)
    {
        _watch.Restart();
        using var stop = new CancellationTokenSource();
        var other = beside is null ? Task.CompletedTask : Task.Run(() => beside(stop.Token));
        var left = kills;
        await Task.WhenAll(_clones.Select((clone, i) => Task.Run(async () =>
        {
            while (!await RunOneAsync(clone, i, Interlocked.Decrement(ref left) >= 0))
            {
            }
        })));
        await stop.CancelAsync();
        await other;
        _watch.Stop();
        return [.. _told];
    }

    public string Describe(IReadOnlyList<Told> told)
    {
        var done = told.Where(t => t.Tag is not null).ToList();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{_remote}: {done.Count} of {told.Count} events, {done.Average(t => t.Tries):0.00} tries each, at most "
            + $"{done.Max(t => t.Tries)}, {_watch.Elapsed.TotalSeconds:0.0} s; ")
            + string.Join("; ", told.Where(t => t.Error is not null).Select(t => t.Error).Take(5));
    }

    /// <summary>What was told is on the remote, once; numbers are used once; the chain tells of all tags of ours.</summary>
    public void EveryoneAgrees(IReadOnlyList<Told> told)
    {
        var tags = Team.Remote.Tags();
        var done = told.Where(t => t.Tag is not null).Select(t => t.Tag!).ToList();
        done.ShouldBeSubsetOf(tags);
        done.ShouldBeUnique();
        var numbered = Team.Remote.Git(
                "for-each-ref", "--format=%(refname:strip=2) %(contents:trailers:key=Model-Event,valueonly,separator=)",
                "refs/tags")
            .Split('\n').Select(line => line.Split(' ')).Where(parts => parts is [_, { Length: > 0 }])
            .Select(parts => (Tag: parts[0], Number: parts[1])).ToList();
        for (var model = 0; model < _models; model++)
        {
            var ours = numbered.Where(e => e.Tag.StartsWith($"m{model}@", StringComparison.Ordinal)
                || e.Tag.StartsWith($"m{model}#", StringComparison.Ordinal)).ToList();
            ours.Select(e => e.Number).ShouldBeUnique($"a number of m{model} was used twice");
            if (_remote is "whole" or "no-atomic")
            {
                Team.Chain($"m{model}").Order(StringComparer.Ordinal)
                    .ShouldBe(ours.Select(e => e.Tag).Order(StringComparer.Ordinal));
            }
        }
    }

    /// <summary>No clone has what the remote lacks; brought in step, each says what the remote's tags say.</summary>
    public async Task ClonesReplayTheRemoteAsync()
    {
        string[] list = ["for-each-ref", "--format=%(refname) %(objectname)", "refs/tags"];
        var theirs = Team.Remote.Git(list).Split('\n');
        var state = await StateAsync(Team.Remote.Path);
        foreach (var clone in _clones)
        {
            if (_remote is "whole" or "no-atomic")
            {
                // Without a chain, a tag may have been fetched in the moment before its writer took it back.
                clone.Git(list).Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBeSubsetOf(theirs);
            }

            var report = await (await ModelRegistry.OpenAsync(clone.Path)).SyncAsync(new SyncRequest());
            report.Failures.ShouldBeEmpty();
            report.Events.ShouldAllBe(e => e.Direction == SyncDirection.Fetched || e.Direction == SyncDirection.Dropped);
            clone.Git(list).Split('\n').ShouldBe(theirs);
            (await StateAsync(clone.Path)).ShouldBe(state);
        }
    }

    public void Dispose() => Team.Dispose();

    private static async Task<string> StateAsync(string registry) => JsonSerializer.Serialize(
        (await (await ModelRegistry.OpenAsync(registry)).GetModelsAsync()).Select(model => model with { Registry = "" }));

    /// <returns>Whether it ran to its end.</returns>
    private async Task<bool> RunOneAsync(GitFolder clone, int i, bool kill)
    {
        using var process = new WorkerProcess(Team.Folder.Path).Start(
            "rounds", clone.Path, $"m{i % _models}", _rounds.ToString(CultureInfo.InvariantCulture), Team.Folder[$"models/{i}"]);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var killing = kill ? KillAsync(process) : Task.CompletedTask;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            switch (line.Split(' ', 3))
            {
                case ["done", var tag, var tries]:
                    _told.Enqueue(new Told(tag, int.Parse(tries, CultureInfo.InvariantCulture), null));
                    break;
                case ["failed", var code, var message]:
                    _told.Enqueue(new Told(null, 0, $"{code} {message}"));
                    break;
                default:
                    break;
            }
        }

        await process.WaitForExitAsync();
        await killing;
        kill |= process.ExitCode == 0;
        kill.ShouldBeTrue(await error);
        return process.ExitCode == 0;
    }

    /// <summary>Kills it and nothing that it has started: what git has begun, git ends.</summary>
    private static async Task KillAsync(Process process)
    {
        await Task.Delay(TimeSpan.FromSeconds(0.5 + (Random.Shared.NextDouble() * 5)));
        if (!process.HasExited)
        {
            process.Kill();
        }
    }
}
