using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Registry.PowerShell.Binding;

/// <summary>
/// Registries: the one that commands take without being told, the present repository, then folders, those with a
/// <c>registry.yaml</c> first.
/// </summary>
public sealed class LocationCompleter : IArgumentCompleter
{
    private const string Configuration = "registry.yaml";

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        try
        {
            var typed = new TypedWord(wordToComplete, commandAst);
            var paths = SessionPath.OfRunspace();
            var near = new[] { RegistryLocation.Preset, RepositoryOf(paths.CurrentFileSystemLocation.ProviderPath) }
                .OfType<string>().Distinct().Where(typed.Begins)
                .Select(location => typed.Complete(new Candidate(location, location)));
            var folders = CompletionCompleters.CompleteFilename(wordToComplete)
                .Where(found => found.ResultType == CompletionResultType.ProviderContainer)
                .OrderByDescending(found => File.Exists(Path.Combine(found.ToolTip, Configuration)));
            return near.Concat(folders).DistinctBy(found => found.CompletionText).ToList();
        }
        catch (Exception)
        {
            // Tab must not break the line: whatever is wrong shows once the command runs.
            return [];
        }
    }

    private static string? RepositoryOf(string folder)
    {
        var at = new DirectoryInfo(folder);
        while (at is not null && !Path.Exists(Path.Combine(at.FullName, ".git")))
        {
            at = at.Parent;
        }

        return at?.FullName;
    }
}
