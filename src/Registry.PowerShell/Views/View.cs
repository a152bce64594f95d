using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Host;
using Registry.PowerShell.Binding;

namespace Registry.PowerShell.Views;

/// <summary>
/// Cells that depend on where they are shown: on its width, and on whether it has colours. Public because the views in
/// <c>Registry.Format.ps1xml</c> call it; objects may have come from another process, so they are read by name.
/// </summary>
public static class View
{
    private const int UsualWidth = 80;
    private const int LeastName = 16;
    private const int LeastText = 16;

    /// <summary>A name, cut in its middle where the other columns, which need so much, would have to go.</summary>
    public static string Name(string name, int others, PSHost host) =>
        Display.Fit(name, Math.Max(LeastName, Width(host) - others));

    /// <summary>A model's stages; without a version those that the latest version holds.</summary>
    public static string ModelStages(PSObject model, PSHost host, object rendering)
    {
        var latest = Text(model, "Latest");
        var badges = Pairs(Value(model, "Stages"))
            .OrderBy(pair => Badge.Rank(pair.Key)).ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => Badge.OfStage(pair.Key, pair.Value == latest ? null : Display.Value(pair.Value)));
        var taken = Math.Max(30, Text(model, "Name").Length) + Math.Max(10, latest.Length) + "Versions".Length + 3;
        return Line([.. Marks(model), .. badges], Width(host) - taken, host, rendering);
    }

    /// <summary>A version's stages, and what else there is to know before it is used.</summary>
    public static string VersionStages(PSObject version, PSHost host, object rendering)
    {
        var taken = Math.Max(26, Text(version, "Name").Length) + Math.Max(10, Text(version, "Version").Length) + 22;
        var stages = List(Value(version, "Stages")).Select(stage => $"{stage}")
            .OrderBy(Badge.Rank).ThenBy(stage => stage, StringComparer.Ordinal).Select(stage => Badge.OfStage(stage));
        return Line([.. Marks(version), .. stages], Width(host) - taken, host, rendering);
    }

    /// <summary>Stages, however many, in their order.</summary>
    public static string Stages(object? stages, PSHost host, object rendering) =>
        Line([.. List(stages).Select(stage => Badge.OfStage($"{stage}"))], int.MaxValue, host, rendering);

    /// <summary>Words such as <c>Warning</c> or <c>stale</c>, in colours that say how bad that is.</summary>
    public static string States(object? states, PSHost host, object rendering)
    {
        var colours = HasColours(host, rendering);
        return string.Join(", ", List(states).Select(state => Tone.Show($"{state}", colours)));
    }

    /// <summary>A text on as many lines as it needs beside columns that take so much; PowerShell would break words.</summary>
    public static string Lines(string? text, int others, PSHost host) =>
        Display.Break(text ?? "", Math.Max(LeastText, Width(host) - others));

    /// <summary>What an event did: <c>assign [prod] v1.2.0</c>, <c>register v1.2.0 (deleted)</c>.</summary>
    public static string Event(PSObject e, PSHost host, object rendering)
    {
        var stage = Text(e, "Stage");
        var status = Text(e, "Status");
        var badge = stage.Length == 0 ? "" : Badge.OfStage(stage).Show(HasColours(host, rendering));
        var fate = status is "" or nameof(EventStatus.Present) ? "" : $"({status.ToLowerInvariant()})";
        return string.Join(' ', new[] { Text(e, "Kind"), badge, Display.Value(Text(e, "Version")), fate }.Where(part => part.Length > 0));
    }

    private static IEnumerable<Badge> Marks(PSObject item)
    {
        if (Is(item, "Erased"))
        {
            yield return Badge.Erased;
        }
        else if (item.Properties["Active"] is not null && !Is(item, "Active"))
        {
            yield return Badge.Withdrawn;
        }

        if (Is(item, "Deprecated"))
        {
            yield return Badge.Deprecated;
        }
    }

    private static string Line(IReadOnlyList<Badge> badges, int room, PSHost host, object rendering) =>
        Badge.Line(badges, room, HasColours(host, rendering));

    /// <summary>
    /// By <c>$PSStyle.OutputRendering</c>, which <c>NO_COLOR</c> sets. Left to the host, PowerShell takes codes out of what
    /// goes to a file, but not where its own output does.
    /// </summary>
    private static bool HasColours(PSHost host, object rendering) => $"{rendering}" switch
    {
        "PlainText" => false,
        "Ansi" => true,
        _ => host.UI is { SupportsVirtualTerminal: true } && !Console.IsOutputRedirected,
    };

    private static int Width(PSHost host)
    {
        try
        {
            return host.UI?.RawUI?.BufferSize.Width is { } width and > 0 ? width : UsualWidth;
        }
        catch (Exception e) when (e is HostException or NotImplementedException or NotSupportedException or IOException)
        {
            // A host that has no screen.
            return UsualWidth;
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Pairs(object? pairs) => pairs switch
    {
        IEnumerable<KeyValuePair<string, string>> typed => typed,
        IDictionary table => table.Keys.Cast<object>().Select(key => KeyValuePair.Create($"{key}", $"{table[key]}")),
        _ => [],
    };

    private static IEnumerable<object> List(object? items) => items switch
    {
        null => [],
        string text => [text],
        IEnumerable list => list.Cast<object>(),
        _ => [items],
    };

    private static object? Value(PSObject item, string name) =>
        item.Properties[name]?.Value is PSObject wrapped ? wrapped.BaseObject : item.Properties[name]?.Value;

    private static string Text(PSObject item, string name) => $"{Value(item, name)}";

    private static bool Is(PSObject item, string name) => Value(item, name) is true;
}
