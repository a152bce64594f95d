using System.Collections;
using System.Management.Automation;

namespace Registry.PowerShell.Binding;

/// <summary>
/// A command that says something of a model or a version. What it says is never bound from the pipeline: models and
/// versions carry labels and a description of their own, which would be said again.
/// </summary>
public abstract class AnnotationCmdlet : EventCmdlet
{
    /// <summary>Labels by key; <c>$null</c> takes one away.</summary>
    [Parameter]
    public Hashtable? Label { get; set; }

    /// <summary>Markdown; <c>$null</c> or an empty string takes it away.</summary>
    [Parameter]
    [AllowEmptyString]
    [AllowNull]
    public string? Description { get; set; }

    /// <summary>Writes even where the model's last event lies in the future.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected AnnotateRequest Request(string name) => new()
    {
        Name = name,
        Labels = HashtableReader.TextsOrNull(Label),
        Description = MyInvocation.BoundParameters.ContainsKey(nameof(Description)) ? Description ?? "" : null,
        Message = Message,
        Force = Force,
        NoPush = NoPush,
    };

    /// <summary>What is asked, with the keys that would be set or taken away.</summary>
    private protected static string Action(string action, AnnotateRequest request)
    {
        var parts = request.Metrics.Select(metric => Part("metric", metric.Key, metric.Value is null))
            .Concat(request.Labels.Select(label => Part("label", label.Key, label.Value is null)))
            .Order(StringComparer.Ordinal).ToList();
        if (request.Description is { } description)
        {
            parts.Add(description.Length == 0 ? "remove description" : "set description");
        }

        return $"{action}: {string.Join(", ", parts)}";
    }

    private static string Part(string what, string key, bool removed) => $"{(removed ? "remove" : "set")} {what} {key}";
}
