using Registry.Configuration;
using Registry.Content;
using Registry.Git;
using Registry.Ledger;
using Registry.Ledger.Writing;
using Registry.Naming;

namespace Registry.Operations;

/// <summary>Registers a version: bytes into the store first, then the manifest and the record, the tag last.</summary>
internal sealed class Registration
{
    private readonly RegistryContext _registry;
    private readonly RegisterRequest _request;
    private readonly IProgressSink? _sink;
    private readonly ModelName _name;
    private readonly SemanticVersion? _version;
    private readonly IReadOnlyList<StageName> _stages;
    private readonly string _reason;

    /// <exception cref="RegistryException">MLR1003 for whatever of the request is malformed.</exception>
    public Registration(RegistryContext registry, RegisterRequest request, IProgressSink? sink)
    {
        (_registry, _request, _sink) = (registry, request, sink);
        _name = ModelName.Parse(request.Name);
        _version = request.Version is null ? null : SemanticVersion.Parse(request.Version);
        _reason = MessageBuilder.Reason(request.Message);
        if (request is { Version: not null, Bump: not null })
        {
            throw new RegistryException(
                ErrorCodes.Malformed, "Give a version or the part of it to raise, not both.");
        }

        _stages = [.. request.Stages.Select(StageName.Parse).Distinct()];
        foreach (var stage in _stages)
        {
            NameRules.EnsureWritable(stage);
        }
    }

    /// <summary>The version that would be registered were the content new.</summary>
    public async Task<SemanticVersion> PreviewAsync(CancellationToken cancel)
    {
        var (_, _, state) = await CheckAsync(cancel);
        _ = SourceFiles.Find(_request.Path, cancel);
        EnsureDeclared(_registry.Configuration);
        return _version ?? Next(state);
    }

    public async Task<ModelVersion> RunAsync(CancellationToken cancel)
    {
        var push = !_request.NoPush;
        var (commit, described) = await CheckWithIdentityAsync(cancel);
        if (_stages.Count > 0)
        {
            EnsureDeclared(await _registry.ReadSharedConfigurationAsync(push, cancel));
        }

        if (push)
        {
            await WarnUnpushedAsync(commit, cancel);
        }

        var content = await new ContentStorage(_registry, _request, _sink).StoreAsync(commit, described, cancel);
        var written = await _registry.Writer.AppendAsync(
            _name, now => Task.FromResult(Decide(now, commit, content)),
            new WriteOptions(_request.NoPush, _request.Force, _sink), cancel);
        var registered = written.Registered ?? written.State.Versions.First(v => v.IsActive && v.Manifest == content.Manifest.Digest
            && (_version is null || v.Version == _version));
        return await StageAsync(written, registered, cancel);
    }

    /// <summary>The same, and whether Git has an identity to write with: both are asked of it at once.</summary>
    private async Task<(ObjectId Commit, List<KeyValuePair<string, string>> Described)> CheckWithIdentityAsync(
        CancellationToken cancel)
    {
        var identity = _registry.Repository.GetCommitterAsync(cancel);
        var checking = CheckAsync(cancel);
        await Task.WhenAll(checking, identity);
        return ((await checking).Commit, (await checking).Described);
    }

    /// <summary>What can be refused without a look at the content, before any byte moves.</summary>
    private async Task<(ObjectId Commit, List<KeyValuePair<string, string>> Described, ModelState State)> CheckAsync(
        CancellationToken cancel)
    {
        var reading = _registry.Reader.ReadAsync(_name, cancel);
        var commit = await _registry.ResolveCommitAsync(_request.Revision, cancel);
        _registry.EnsureStoreFor(push: !_request.NoPush);
        var described = Described().ToList();
        var state = await reading;
        await EnsureNameAsync(state, cancel);
        if (_version is not null)
        {
            EnsureUnspent(state, null);
        }

        return (commit, described, state);
    }

    private void EnsureDeclared(RegistryConfiguration configuration)
    {
        foreach (var stage in _stages)
        {
            configuration.EnsureDeclared(stage);
        }
    }

    private async Task<ModelVersion> StageAsync(AppendResult written, VersionState version, CancellationToken cancel)
    {
        var (state, weakest) = (written.State, written.Level);
        foreach (var stage in _stages)
        {
            var assigned = await new Assignment(_registry, new AssignRequest
            {
                Name = _request.Name,
                Version = version.Version.ToString(),
                Stage = stage.Text,
                Message = _request.Message,
                NoPush = _request.NoPush,
                Force = false,
            }, _sink).AppendAsync(cancel);
            state = assigned.State;
            weakest = assigned.Level > weakest ? assigned.Level : weakest ?? assigned.Level;
        }

        return state.ToVersion(state.Find(version.Version) ?? version, _registry.Location) with { Level = weakest };
    }

    /// <summary>Whether there is anything to write on this state, and what.</summary>
    private IReadOnlyList<EventDraft> Decide(ModelState state, ObjectId commit, StoredContent content)
    {
        var same = _version is null
            ? state.Active.FirstOrDefault(v => v.Manifest == content.Manifest.Digest)
            : EnsureUnspent(state, content.Manifest.Digest);
        if (same is not null)
        {
            _sink?.Write(new RegistryMessage(
                MessageLevel.Verbose, null, $"'{_name}@{same.Version}' has this content already; nothing was written."));
            WarnUntold(same, content);
            return [];
        }

        var draft = new EventDraft
        {
            Kind = EventKind.Register,
            Version = _version ?? Next(state),
            Commit = commit,
            Reason = _reason,
            Trailers = content.Trailers,
        };
        return [draft];
    }

    /// <summary>A retry says the same; who says more of known content must hear that it was not written.</summary>
    private void WarnUntold(VersionState known, StoredContent content)
    {
        string[] told = [Trailer.Metric, Trailer.Param, Trailer.Label, Trailer.Description];
        var there = known.Registration.Message.Trailers.ToHashSet();
        var untold = content.Trailers.Where(trailer => told.Contains(trailer.Key) && !there.Contains(trailer)).ToList();
        if (untold.Count > 0 && known.Registration.Message.Find(Trailer.Truncated) is null)
        {
            _sink?.Write(new RegistryMessage(
                MessageLevel.Warning, null,
                $"This content is registered already as '{_name}@{known.Version}', which stays as it is: "
                + $"{string.Join(", ", untold.Take(5).Select(trailer => $"{trailer.Key} {trailer.Value}"))} was not recorded. Say it "
                + "with Set-MLModelVersion, or register a version of its own with -Version."));
        }
    }

    /// <summary>The version if it stands already with this very content; null if the number was never used.</summary>
    private VersionState? EnsureUnspent(ModelState state, Digest? manifest)
    {
        var existing = state.Find(_version!);
        if (existing is null && state.Vanished.Contains(_version!))
        {
            throw new RegistryException(
                ErrorCodes.VersionExists,
                $"'{_name}@{_version}' was registered before and its tag deleted, and a number is never used twice; choose another "
                + $"version, such as '{Next(state)}'.");
        }

        if (existing is null || (existing.IsActive && (manifest is null || existing.Manifest == manifest)))
        {
            return existing;
        }

        throw new RegistryException(
            ErrorCodes.VersionExists,
            existing.IsActive
                ? $"'{_name}@{_version}' exists with other content, registered by {existing.Registration.Tagger.Name} on "
                    + $"{existing.Registration.Tagger.Date:yyyy-MM-dd}; choose another version, such as '{Next(state)}'."
                : $"'{_name}@{_version}' was {(existing.Erasure is null ? "deregistered" : "erased")}, and a number is never used "
                    + $"twice; choose another version, such as '{Next(state)}'.");
    }

    private SemanticVersion Next(ModelState state)
    {
        var highest = state.Versions.Select(v => v.Version).Concat(state.Vanished).Max();
        return (highest ?? SemanticVersion.Parse("0.0.0")).Raise(_request.Bump ?? VersionBump.Patch);
    }

    /// <summary>A new name must not differ by case alone from one that is here or on the remote.</summary>
    private async Task EnsureNameAsync(ModelState state, CancellationToken cancel)
    {
        IEnumerable<ModelName> names = state.Events.Count > 0 ? [] : await _registry.Reader.ReadNamesAsync(cancel);
        if (state.Events.Count == 0 && !_request.NoPush && _registry.Remote is { } remote)
        {
            var theirs = await remote.ListTagsAsync(cancel);
            names = names.Concat(theirs.Select(tag => TagName.TryParse(tag)?.Model).OfType<ModelName>());
        }

        NameRules.EnsureWritable(_name, names);
    }

    /// <summary>Trailers that need no content; checks every key and value on the way.</summary>
    private IEnumerable<KeyValuePair<string, string>> Described()
    {
        var metrics = _request.Metrics.Select(m => KeyValuePair.Create(m.Key, MessageBuilder.Number(m.Key, m.Value)));
        foreach (var pair in MessageBuilder.Pairs(Trailer.Metric, metrics)
            .Concat(MessageBuilder.Pairs(Trailer.Param, _request.Parameters)))
        {
            yield return pair;
        }

        foreach (var pair in MessageBuilder.Pairs(Trailer.Label, _request.Labels))
        {
            yield return pair;
        }

        if (MessageBuilder.Description(_request.Description ?? "") is { Length: > 0 } description)
        {
            yield return new(Trailer.Description, description);
        }
    }

    private async Task WarnUnpushedAsync(ObjectId commit, CancellationToken cancel)
    {
        if (_request.AllowUnpushed || _registry.Repository.IsView || _registry.Remote is not { } remote)
        {
            return;
        }

        var holding = await _registry.Repository.TryGitAsync(
            ["for-each-ref", "--count=1", "--contains", commit.Hex, $"refs/remotes/{remote.Name}"], null, cancel);
        if (holding.Text.Length == 0)
        {
            _sink?.Write(new RegistryMessage(
                MessageLevel.Warning, null,
                $"No branch of the remote '{remote.Name}' has the commit {commit.Hex[..12]} yet; push it, or others see a "
                + "version whose code they cannot read (-AllowUnpushed silences this)."));
        }
    }
}
