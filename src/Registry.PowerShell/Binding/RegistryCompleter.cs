using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Registry.PowerShell.Binding;

/// <summary>
/// Completes from the registry that the command would use, as long as that is on this machine: no network, a limit on
/// the time, and nothing instead of an error.
/// </summary>
public abstract class RegistryCompleter : IArgumentCompleter
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        try
        {
            var typed = new TypedWord(wordToComplete, commandAst);
            return Candidates(fakeBoundParameters, typed)
                .Where(candidate => typed.Begins(candidate.Text)).Select(typed.Complete)
                .ToList();
        }
        catch (Exception)
        {
            // Tab must not break the line: whatever is wrong shows once the command runs.
            return [];
        }
    }

    /// <summary>What could stand there and what it is, in the order to offer it.</summary>
    private protected abstract Task<IEnumerable<Candidate>> FindAsync(
        ModelRegistry registry, CompletionContext context, CancellationToken cancel);

    private IEnumerable<Candidate> Candidates(IDictionary bound, TypedWord typed)
    {
        var paths = SessionPath.OfRunspace();
        var location = RegistryLocation.Resolve(bound["Registry"] as string, paths);
        if (!Path.IsPathFullyQualified(location))
        {
            return [];
        }

        using var limit = new CancellationTokenSource(Patience);
        return Task.Run(() => Find(location, new CompletionContext(bound, typed.Text), limit.Token))
            .WaitAsync(Patience).GetAwaiter().GetResult();
    }

    private async Task<IEnumerable<Candidate>> Find(
        string location, CompletionContext context, CancellationToken cancel) =>
        await FindAsync(await ModelRegistry.OpenAsync(location, cancel), context, cancel);
}

/// <summary>Something to offer, with what a list shows beside it.</summary>
internal sealed record Candidate(string Text, string Tip)
{
    /// <summary>What a list shows of it, where that is not the text.</summary>
    public string? Shown { get; init; }

    /// <summary>Whether the argument goes on after it: a quote is opened and not closed.</summary>
    public bool Goes { get; init; }
}

/// <summary>What is on the line already.</summary>
internal sealed class CompletionContext(IDictionary bound, string word)
{
    /// <summary>The word being typed, without its quote.</summary>
    public string Word => word;

    /// <summary>The one model that the line names, or null.</summary>
    public string? Name => bound["Name"] switch
    {
        string name => name,
        IList { Count: 1 } names => names[0]?.ToString(),
        _ => null,
    };
}
