using Registry.Ledger;
using Registry.Ledger.Writing;
using Registry.Naming;
using Registry.Pins;

namespace Registry.Operations.Lifecycle;

/// <summary>Says something of a version, or of the model itself, after the fact.</summary>
internal sealed class Annotation
{
    private readonly LedgerChange _change;
    private readonly AnnotateRequest _request;
    private readonly SemanticVersion? _version;
    private readonly string? _description;
    private readonly IReadOnlyList<KeyValuePair<string, string>> _trailers;

    /// <exception cref="RegistryException">MLR1003 for whatever of the request is malformed, or missing.</exception>
    public Annotation(RegistryContext registry, AnnotateRequest request, IProgressSink? sink)
    {
        (_change, _request) = (new LedgerChange(registry, request, sink), request);
        _version = request.Version is null ? null : SemanticVersion.Parse(request.Version);
        _description = request.Description is null ? null : MessageBuilder.Description(request.Description);
        _trailers = [.. Set(), .. Removed()];
        if (_trailers.Count == 0)
        {
            throw new RegistryException(
                ErrorCodes.Malformed,
                "There is nothing to annotate; give a label, a description or, for a version, a metric.");
        }

        if (_version is null && request.Metrics.Count > 0)
        {
            throw new RegistryException(
                ErrorCodes.Malformed, "A model has no metrics, its versions have; give the version that was measured.");
        }
    }

    /// <summary>What it is said of, as it is now.</summary>
    public async Task<T> PreviewAsync<T>(Func<ModelState, VersionState?, T> view, CancellationToken cancel)
    {
        var state = await _change.ReadAsync(cancel);
        return view(state, Find(state));
    }

    public async Task<T> RunAsync<T>(
        Func<ModelState, VersionState?, PublishLevel?, T> view, CancellationToken cancel)
    {
        var written = await _change.AppendAsync(Decide, cancel);
        return view(written.State, Find(written.State), written.Level);
    }

    private VersionState? Find(ModelState state) => _version is null ? null : Resolver.FindAny(state, _version);

    private IReadOnlyList<EventDraft> Decide(ModelState state)
    {
        var version = Find(state);

        // What a model shows of its latest version is not said of the model: it goes with that version.
        var said = version?.Notes ?? Notes.Of(state.Annotations);
        if (!Differs(said, version?.Notes ?? state.Notes))
        {
            _change.Say($"'{state.Name}{(version is null ? "" : $"@{version.Version}")}' says so already; nothing was written.");
            return [];
        }

        var registration = state.Events.LastOrDefault(e => e.Kind == EventKind.Register) ?? state.Last!;
        var draft = new EventDraft
        {
            Kind = EventKind.Extension,
            Extension = Notes.Annotated,
            Version = version?.Version,
            Commit = version?.Commit ?? registration.Commit,
            Reason = _change.Reason,
            Trailers = _trailers,
        };
        return [draft];
    }

    /// <summary>Whether anything would be other than it is said, or is shown though it is to be taken away.</summary>
    private bool Differs(Notes said, Notes shown) =>
        _request.Labels.Any(label => label.Value is { } value
            ? said.Labels.GetValueOrDefault(label.Key) != value.Trim() : shown.Labels.ContainsKey(label.Key))
        || _request.Metrics.Any(metric => metric.Value is { } value
            ? !said.Metrics.TryGetValue(metric.Key, out var known) || known != value
            : shown.Metrics.ContainsKey(metric.Key))
        || (_description is { Length: > 0 } text && said.Description != text)
        || (_description is { Length: 0 } && shown.Description is not null);

    private IEnumerable<KeyValuePair<string, string>> Set()
    {
        var metrics = from metric in _request.Metrics
                      where metric.Value is not null
                      select KeyValuePair.Create(metric.Key, MessageBuilder.Number(metric.Key, metric.Value!.Value));
        var labels = from label in _request.Labels
                     where label.Value is not null
                     select KeyValuePair.Create(label.Key, label.Value!);
        foreach (var pair in MessageBuilder.Pairs(Trailer.Metric, metrics)
            .Concat(MessageBuilder.Pairs(Trailer.Label, labels)))
        {
            yield return pair;
        }

        if (_description is { Length: > 0 })
        {
            yield return new(Trailer.Description, _description);
        }
    }

    private IEnumerable<KeyValuePair<string, string>> Removed()
    {
        var metrics = Keys(Trailer.Metric, Notes.MetricPrefix, _request.Metrics, metric => metric is null);
        var labels = Keys(Trailer.Label, Notes.LabelPrefix, _request.Labels, label => label is null);
        IEnumerable<string> description = _description is { Length: 0 } ? [Notes.DescriptionName] : [];
        return metrics.Concat(labels).Concat(description).Select(name => KeyValuePair.Create(Trailer.Removed, name));
    }

    private static IEnumerable<string> Keys<T>(
        string trailer, string prefix, IReadOnlyDictionary<string, T> pairs, Func<T, bool> isRemoved)
    {
        foreach (var key in pairs.Where(pair => isRemoved(pair.Value)).Select(pair => pair.Key)
            .Order(StringComparer.Ordinal))
        {
            MessageBuilder.EnsureKey(trailer, key);
            yield return prefix + key;
        }
    }
}
