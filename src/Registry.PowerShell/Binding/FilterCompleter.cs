using System.Text.RegularExpressions;

namespace Registry.PowerShell.Binding;

/// <summary>
/// The field that a filter is being typed in, with the keys that versions have: <c>metric.auc</c>. What stands before it
/// stays, and a quote that is open stays open, since a comparison follows.
/// </summary>
public sealed partial class FilterCompleter : RegistryCompleter
{
    private protected override async Task<IEnumerable<Candidate>> FindAsync(
        ModelRegistry registry, CompletionContext context, CancellationToken cancel)
    {
        var begun = Begun().Match(context.Word);
        if (IsInString(context.Word[..begun.Index]))
        {
            return [];
        }

        return from field in await registry.GetFilterFieldsAsync(cancel)
               where field.StartsWith(begun.Value, StringComparison.OrdinalIgnoreCase)
               select new Candidate(context.Word[..begun.Index] + field, field) { Shown = field, Goes = true };
    }

    /// <summary>A value, which only who types it knows.</summary>
    private static bool IsInString(string text) => text.Count(c => c == '\'') % 2 == 1;

    /// <summary>The last word: letters, and after a dot what may stand in a key.</summary>
    [GeneratedRegex("""[A-Za-z_]*(\.("[^"]*|[\w./@-]*))?$""", RegexOptions.CultureInvariant)]
    private static partial Regex Begun();
}
