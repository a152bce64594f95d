using System.Globalization;

namespace Registry.Ledger;

/// <summary>What people wrote of a version or a model: on registering, and with each annotation since.</summary>
internal sealed class Notes
{
    /// <summary>The event of an annotation: <c>{name}+annotated#{n}</c>.</summary>
    public const string Annotated = "annotated";

    /// <summary>What stands before a label's key in <see cref="Trailer.Removed"/>.</summary>
    public const string LabelPrefix = "label.";

    /// <summary>What stands before a metric's key in <see cref="Trailer.Removed"/>.</summary>
    public const string MetricPrefix = "metric.";

    /// <summary>How <see cref="Trailer.Removed"/> names the description.</summary>
    public const string DescriptionName = "description";

    private readonly SortedDictionary<string, string> _labels = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, double> _metrics = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> Labels => _labels;

    public IReadOnlyDictionary<string, double> Metrics => _metrics;

    public string? Description { get; private set; }

    /// <summary>Lays events one over the other: what is said last counts, key by key.</summary>
    public static Notes Of(IEnumerable<RegistryEvent> inOrder)
    {
        var notes = new Notes();
        foreach (var e in inOrder)
        {
            notes.Lay(e.Message);
        }

        return notes;
    }

    /// <summary>The pairs of a trailer that is <c>key=value</c>; what has no key is passed over.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Pairs(TagMessage message, string trailer) =>
        from text in message.FindAll(trailer)
        let mark = text.IndexOf('=', StringComparison.Ordinal)
        where mark > 0
        select KeyValuePair.Create(text[..mark], text[(mark + 1)..]);

    private void Lay(TagMessage message)
    {
        foreach (var removed in message.FindAll(Trailer.Removed))
        {
            Remove(removed);
        }

        foreach (var (key, value) in Pairs(message, Trailer.Label))
        {
            _labels[key] = value;
        }

        foreach (var (key, value) in Pairs(message, Trailer.Metric))
        {
            if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && double.IsFinite(number))
            {
                _metrics[key] = number;
            }
        }

        Description = message.Find(Trailer.Description) ?? Description;
    }

    private void Remove(string what)
    {
        if (what.StartsWith(LabelPrefix, StringComparison.Ordinal))
        {
            _labels.Remove(what[LabelPrefix.Length..]);
        }
        else if (what.StartsWith(MetricPrefix, StringComparison.Ordinal))
        {
            _metrics.Remove(what[MetricPrefix.Length..]);
        }
        else if (what == DescriptionName)
        {
            Description = null;
        }
    }
}
