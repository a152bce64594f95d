using System.Runtime.CompilerServices;
using Registry.Git;
using Registry.Ledger;
using Registry.Ledger.Writing;
using Registry.Naming;
using Registry.Pins;

namespace Registry.Remotes;

/// <summary>Reads states from a remote's tags as they are now, and brings no more of them than the question needs.</summary>
internal sealed class RemoteLedgerReader(RemoteRegistry registry, TimeProvider time) : ILedgerReader
{
    public Task<ModelState> ReadAsync(ModelName model, CancellationToken cancel) =>
        LookAsync(model, null, (bring, _) => bring(PinRefs.OfModel(model)), cancel);

    /// <summary>As much of a model's state as decides what a pin means.</summary>
    public Task<ModelState> ReadAsync(ModelName model, Pin pin, IProgressSink? sink, CancellationToken cancel) =>
        LookAsync(
            model, sink,
            (bring, view) => new RemoteResolution(model, pin, bring, () => FindNewestAsync(view, model, cancel)).RunAsync(),
            cancel);

    public async Task<IReadOnlyList<ModelState>> ReadAllAsync(CancellationToken cancel)
    {
        using var view = registry.NewView();
        using var whole = await view.BringAllAsync(cancel);
        var states = await new LedgerReader(whole.Repository, time).ReadAllAsync(cancel);
        var tags = await whole.Repository.ListRefsAsync(["refs/tags/"], cancel);
        foreach (var group in tags.GroupBy(tag => TagName.TryParse(tag.Name)?.Model).Where(group => group.Key is not null))
        {
            await new Witness(registry.Url, group.Key!).CheckAsync(PinRefs.OfModel(group.Key!), group, cancel);
        }

        return states;
    }

    public async IAsyncEnumerable<ModelState> ReadEachAsync(
        Func<string, bool>? wanted, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var view = registry.NewView();
        using var whole = await view.BringAllAsync(cancel);
        var tags = (await whole.Repository.ListRefsAsync(["refs/tags/"], cancel))
            .ToLookup(tag => TagName.TryParse(tag.Name)?.Model);
        await foreach (var state in new LedgerReader(whole.Repository, time).ReadEachAsync(wanted, cancel))
        {
            await new Witness(registry.Url, state.Name).CheckAsync(PinRefs.OfModel(state.Name), tags[state.Name], cancel);
            yield return state;
        }
    }

    public async Task<IReadOnlyList<TagName>> ReadTagNamesAsync(CancellationToken cancel)
    {
        using var view = registry.NewView();
        var tags = await new GitRemote(view.Repository, RemoteUrl.Remote, registry.Url.Shown).ListTagsAsync(cancel);
        var parser = new TagNameParser();
        return [.. tags.Select(tag => parser.TryParse(tag)).OfType<TagName>()];
    }

    /// <summary>The chain's last commit alone has the name of the newest event that was written with it.</summary>
    private static async Task<string?> FindNewestAsync(RemoteView view, ModelName model, CancellationToken cancel)
    {
        var chain = new Chain(view.Repository, model).Ref;
        if (await view.BringOneAsync(chain, chain, cancel) is not { } tip)
        {
            return null;
        }

        var subject = await view.Repository.GitAsync(["log", "-1", "--format=%s", tip.Hex, "--"], null, cancel);
        return TagName.TryParse(subject.Split(' ')[0]) is { } tag && tag.Model == model
            ? $"refs/tags/{subject.Split(' ')[0]}" : null;
    }

    private async Task<ModelState> LookAsync(
        ModelName model, IProgressSink? sink,
        Func<Func<IReadOnlyList<string>, Task<ModelState>>, RemoteView, Task<ModelState>> look, CancellationToken cancel)
    {
        using var view = registry.NewView();
        var reader = new LedgerReader(view.Repository, time);
        var brought = new List<string>();
        var state = await look(async patterns =>
        {
            await view.BringAsync(patterns, cancel);
            brought.AddRange(patterns);
            return await reader.ReadAsync(model, cancel);
        }, view);
        var witness = new Witness(registry.Url, model);
        witness.Warn(
            await witness.CheckAsync(brought, await view.Repository.ListRefsAsync(["refs/tags/"], cancel), cancel), sink);
        return state;
    }
}
