using Registry.Ledger;
using Registry.Naming;
using Registry.Pins;
using Registry.Stores;

namespace Registry.Operations.Upkeep.Scrubbing;

/// <summary>Whether versions of a model can be had from the stores; the cache is not asked.</summary>
internal sealed class ModelChecking(RegistryContext registry, ModelCheckRequest request, IProgressSink? sink)
{
    public async Task<ModelCheck> RunAsync(CancellationToken cancel)
    {
        var name = ModelName.Parse(request.Name);
        var state = await registry.ReadModelAsync(name, cancel);
        var versions = Chosen(state).ToList();
        var own = (await registry.OpenStoresAsync(sink, cancel)).Stores;
        var census = await BlobCensus.OfAsync(versions.Select(version => (state, version)), new StoreSet(own), cancel);
        var looks = new List<StoreLook>();
        foreach (var store in own)
        {
            looks.Add(await StoreLook.TakeAsync(store, census, request.Quick, sink, cancel));
        }

        if (looks.Count > 0 && looks.TrueForAll(look => look.Failure is not null))
        {
            throw looks[0].Failure!;
        }

        if (!request.Quick)
        {
            var whole = looks.SelectMany(look => look.Whole).ToHashSet();
            await VerificationBook.Of(registry).AddAsync(census, whole, cancel);
        }

        var findings = Findings(census, looks).ToList();
        return new ModelCheck
        {
            Name = name.Text,
            Versions = [.. versions.Select(version => version.Version.ToString())],
            Whole = findings.TrueForAll(finding => finding.Severity != FindingSeverity.Error),
            Findings = findings,
            Registry = registry.Location,
        };
    }

    /// <summary>An exact version is looked at whatever became of it; without one, those that can be had by name.</summary>
    private IEnumerable<VersionState> Chosen(ModelState state)
    {
        var pin = request.Version is not null ? Pin.OfVersion(request.Version)
            : request.Stage is not null ? Pin.OfStage(request.Stage) : null;
        if (pin is null)
        {
            foreach (var version in state.Active.Where(version => version.Manifest is null))
            {
                sink?.Write(new RegistryMessage(
                    MessageLevel.Verbose, null,
                    $"'{state.Name}@{version.Version}' was registered by a tool that stores no bytes with it."));
            }

            return BlobCensus.Stored(state.Active);
        }

        if (pin.Exact is { } exact)
        {
            return [Resolver.NotErased(state, Resolver.FindAny(state, exact))];
        }

        return pin.Stage is not null || pin == Pin.Latest
            ? [Resolver.Resolve(state, pin, sink).Version]
            : BlobCensus.Stored(state.Active.Where(version => pin.Accepts(version.Version)));
    }

    private IEnumerable<StoreFinding> Findings(BlobCensus census, List<StoreLook> looks)
    {
        foreach (var look in looks.Where(look => look.Failure is not null))
        {
            yield return new StoreFindings(look.Store.Url, registry.Location).Unreachable(look.Failure!, isNeeded: false);
        }

        foreach (var blob in census.Blobs.Values)
        {
            var elsewhere = looks.Find(look => look.Whole.Contains(blob.Digest))?.Store.Url;
            foreach (var look in looks.Where(look => look.Failure is null && !look.Whole.Contains(blob.Digest)))
            {
                var findings = new StoreFindings(look.Store.Url, registry.Location);
                yield return look.Faults.GetValueOrDefault(blob.Digest) switch
                {
                    { Error: { } error } => findings.Unreadable(blob, blob.Digest, error, elsewhere),
                    { } fault => findings.Damaged(blob, blob.Digest, fault.Size, fault.Actual, elsewhere),
                    null => findings.Missing(blob, elsewhere),
                };
            }
        }
    }
}
