using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Registry.MSBuild;

/// <summary>Tells of each pin what is locked, what it means now, and what is newest.</summary>
[MSBuildMultiThreadableTask]
public sealed class ListModels : ReviewTask
{
    private static readonly string[] s_header = ["Model", "Requested", "Locked", "Wanted", "Newest", "Drift"];

    /// <summary>A pin each.</summary>
    [Output]
    public ITaskItem[] Listed { get; set; } = [];

    protected override void Run(CancellationToken cancel)
    {
        var pins = Review(cancel);
        foreach (var line in Table([s_header, .. pins.Select(Row)]))
        {
            Log.LogMessage(MessageImportance.High, "{0}", line);
        }

        Report(pins);
        Listed = [.. pins.Select(ItemOf)];
    }

    private static string[] Row(ReviewedPin pin) =>
    [
        pin.Name, pin.Requested, pin.Locked ?? "-", pin.Wanted ?? "-", pin.Newest ?? "-", pin.HasDrifted ? "moved" : "-",
    ];

    /// <summary>Columns as wide as their longest text, two spaces between them.</summary>
    private static IEnumerable<string> Table(IReadOnlyList<string[]> rows)
    {
        var widths = s_header.Select((_, column) => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            var line = new StringBuilder();
            for (var column = 0; column < row.Length; column++)
            {
                line.Append(row[column].PadRight(widths[column] + 2));
            }

            yield return line.ToString().TrimEnd();
        }
    }

    private static TaskItem ItemOf(ReviewedPin pin)
    {
        var item = new TaskItem(ItemText.Escape(pin.Name));
        item.SetMetadata("Requested", ItemText.Escape(pin.Requested));
        item.SetMetadata("Locked", pin.Locked ?? "");
        item.SetMetadata("Wanted", pin.Wanted ?? "");
        item.SetMetadata("Newest", pin.Newest ?? "");
        item.SetMetadata("Drift", pin.HasDrifted ? "true" : "false");
        item.SetMetadata("Codes", string.Join(' ', pin.Findings.Select(finding => finding.Code.Id).Distinct()));
        return item;
    }
}
