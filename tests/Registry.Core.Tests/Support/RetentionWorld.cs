using Registry.Configuration;
using Registry.Content;
using Registry.Git;
using Registry.Ledger;
using Registry.Ledger.History;
using Registry.Naming;
using Registry.Operations.Retention;
using Registry.Stores;
using Registry.Stores.Collection;

namespace Registry.Tests.Support;

/// <summary>
/// Models, a store and a policy over some weeks, all in memory: the product's own rules, mark and sweeper on events, and
/// beside them what whoever made the history knows.
/// </summary>
internal sealed class RetentionWorld(Random random)
{
    private static readonly string[] s_models = ["alpha", "beta"];
    private static readonly string[] s_tiers = ["gold", "scratch"];
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Manifest[] s_contents = [.. Enumerable.Range(1, 31).Select(ContentOf)];
    private static readonly Dictionary<Digest, Manifest> s_byDigest = s_contents.ToDictionary(content => content.Digest);
    private readonly MemoryStore _store = new() { Now = s_start };
    private readonly Dictionary<string, List<RegistryEvent>> _events = s_models.ToDictionary(m => m, _ => new List<RegistryEvent>());
    private readonly List<KnownVersion> _versions = [];
    private readonly HashSet<string> _heldModels = [];
    private readonly LockedContent _locked = new();
    private RetentionPolicy _policy = new();
    private int _day;
    private int _second;

    public int Erased { get; private set; }

    public async Task LiveAsync()
    {
        for (var i = random.Next(10, 30); i > 0; i--)
        {
            await StepAsync(random.Next(14));
            EnsureNothingIsLost();
        }

        // By now nothing changes any more and all is old: two graces later what is not wanted is gone.
        Pass(60);
        for (var i = 0; i < 4; i++)
        {
            await RetainAsync();
            Pass((int)_policy.Grace.TotalDays + 1);
        }

        EnsureNothingIsLost();
        var wanted = RetentionOracle.Wanted(_versions);
        _store.Keys.Select(StoreKeys.DigestOf).OfType<Digest>().ToHashSet().SetEquals(wanted).ShouldBeTrue("what is not wanted is gone");
        _store.Keys.ShouldAllBe(key => key.StartsWith(StoreKeys.Blobs, StringComparison.Ordinal));
    }

    private Task StepAsync(int what)
    {
        var some = _versions.Where(v => !v.IsErased).ToList();
        var version = some.Count > 0 ? some[random.Next(some.Count)] : null;
        switch (what)
        {
            case 0 or 1 or 2 or 3: return RegisterAsync(isNamed: true);
            case 4: return RegisterAsync(isNamed: false);
            case 5 or 6: Pass(random.Next(1, 12)); break;
            case 7: _policy = NewPolicy(); break;
            case 8 or 9: return RetainAsync();
            case 10 when version is { Deregistered: null }: Deregister(version); break;
            case 11 when version is { Deregistered: null }: Assign(version); break;
            case 12 when version is not null: Hold(version); break;
            case 13 when version is not null && random.Next(3) == 0:
                version.IsLocked = true;
                _locked.Add("models.lock.json", ModelName.Parse(version.Model), VersionOf(version), version.Content);
                break;
            default: break;
        }

        return Task.CompletedTask;
    }

    private async Task RegisterAsync(bool isNamed)
    {
        var content = s_contents[random.Next(s_contents.Length)];
        var watch = await PutWatch.BeginAsync(_store, null, CancellationToken.None);
        byte[][] blobs = [.. content.Files.Select(file => new[] { (byte)file.Path[0] }), content.ToBytes()];
        foreach (var blob in blobs)
        {
            await _store.PutBytesAsync(blob, CancellationToken.None);
        }

        var gone = await watch.SecureAsync([.. blobs.Select(blob => Digest.Of(blob))], CancellationToken.None);
        foreach (var blob in blobs.Where(blob => gone.Contains(Digest.Of(blob))))
        {
            await _store.PutBytesAsync(blob, CancellationToken.None);
        }

        if (!isNamed)
        {
            return;
        }

        var model = s_models[random.Next(s_models.Length)];
        var tier = random.Next(3) is < 2 and var t ? s_tiers[t] : null;
        var version = new KnownVersion
        {
            Model = model,
            Number = _versions.Count + 1,
            Content = content,
            Registered = _day,
            Tier = tier,
        };
        _versions.Add(version);
        Write(version, $"@v{version.Number}.0.0", (Trailer.Manifest, version.Manifest.ToString()), (Trailer.Label, $"tier={tier ?? "none"}"));
    }

    private void Deregister(KnownVersion version)
    {
        version.Deregistered = _day;
        Write(version, $"@v{version.Number}.0.0!#{_second + 1}");
    }

    private void Assign(KnownVersion version)
    {
        version.WasStaged = true;
        Write(version, $"#prod#{_second + 1}");
        if (random.Next(2) == 0)
        {
            Write(version, $"#prod!#{_second + 1}");
        }
    }

    private void Hold(KnownVersion version)
    {
        switch (random.Next(6))
        {
            case 0:
                (version.HasHoldLabel, var value) = (!version.HasHoldLabel, version.HasHoldLabel ? "false" : "legal");
                Write(version, $"+annotated#{_second + 1}", (Trailer.Label, $"hold={value}"));
                break;
            case 1 when _heldModels.Remove(version.Model):
                Write(version.Model, version.Number, $"+released#{_second + 1}");
                break;
            case 1:
                _heldModels.Add(version.Model);
                Write(version.Model, version.Number, $"+held#{_second + 1}");
                break;
            default:
                Write(version, $"+{(version.IsHeld ? "released" : "held")}#{_second + 1}");
                version.IsHeld = !version.IsHeld;
                break;
        }
    }

    /// <summary>As the run does it: decide, erase, mark, condemn, sweep.</summary>
    private async Task RetainAsync()
    {
        var rules = new RetentionRules(_policy, _locked, _store.Now);
        var expected = RetentionOracle.ToErase(_versions, _heldModels, _policy, _day);
        foreach (var state in States())
        {
            var erased = rules.Decide(state, []).Where(d => d.Verdict == RetentionVerdict.Erase).Select(d => d.Version.Version).ToList();
            erased.Order().ShouldBe(expected.Where(v => v.Model == state.Name.Text).Select(VersionOf).Order());
        }

        foreach (var version in expected)
        {
            version.IsErased = true;
            Erased++;
            Write(version, $"+erased#{_second + 1}");
        }

        var mark = new LedgerMark((digest, _) => Task.FromResult(s_byDigest[digest]), _locked);
        await new Sweeper(_store, _policy.Grace, async cancel =>
        {
            var ledger = States().Select(s => new ModelHistory(s, [.. s.Events.Select(e => new PastEvent(e, EventStatus.Present))]));
            await mark.AddAsync([.. ledger], (_, version) => version?.Erasure is not null, cancel);
            return mark.Mark;
        }, TimeProvider.System).RunAsync(CancellationToken.None);
    }

    private void EnsureNothingIsLost() =>
        RetentionOracle.Wanted(_versions.Where(v => !v.IsErased)).Where(digest => !_store.Has(digest)).ShouldBeEmpty("lost");

    private void Pass(int days)
    {
        _day += days;
        _store.Now = s_start.AddDays(_day);
    }

    private IEnumerable<ModelState> States() => _events.Select(model => ModelFold.Fold(ModelName.Parse(model.Key), model.Value));

    private RetentionPolicy NewPolicy() => new()
    {
        Grace = TimeSpan.FromDays(random.Next(1, 10)),
        Rules =
        [
            .. Enumerable.Range(1, random.Next(4)).Select(i => new RetentionRule
            {
                Name = $"{i}",
                Models = random.Next(3) == 0 ? [s_models[random.Next(2)]] : [],
                Labels = random.Next(2) == 0 ? new Dictionary<string, string> { ["tier"] = s_tiers[random.Next(2)] }
                    : new Dictionary<string, string>(),
            }).Select(rule => random.Next(5) == 0 ? rule with { Keep = true }
                : random.Next(3) switch
                {
                    0 => rule with { KeepLast = random.Next(1, 4) },
                    1 => rule with { OlderThan = TimeSpan.FromDays(random.Next(1, 30)) },
                    _ => rule with { KeepLast = random.Next(1, 4), OlderThan = TimeSpan.FromDays(random.Next(1, 30)) },
                }),
        ],
    };

    private void Write(KnownVersion version, string tag, params (string Key, string Value)[] trailers) =>
        Write(version.Model, version.Number, tag, [(Trailer.Version, $"v{version.Number}.0.0"), .. trailers]);

    private void Write(string model, int commit, string tag, params (string Key, string Value)[] trailers)
    {
        var number = ++_second;
        var date = s_start.AddDays(_day);
        _events[model].Add(new RegistryEvent
        {
            Name = TagName.TryParse($"{model}{tag}").ShouldNotBeNull(),
            Tag = $"{model}{tag}",
            TagObject = new ObjectId($"{number:x40}"),
            Commit = new ObjectId($"{commit:x40}"),
            Tagger = new Signature("Ann Author", "ann@example.org", date),
            Message = new TagMessage("subject", "", [.. trailers.Select(t => KeyValuePair.Create(t.Key, t.Value))]),
            Number = number,
        });
    }

    private static SemanticVersion VersionOf(KnownVersion version) => SemanticVersion.Parse($"{version.Number}.0.0");

    /// <summary>Some of five files, each of one byte.</summary>
    private static Manifest ContentOf(int bits) => Manifest.Create(
        "abcde".Where((_, i) => (bits & (1 << i)) != 0)
            .Select(c => new ManifestFile($"{c}", 1, Digest.Of([(byte)c]))));
}
