using System.Text;

namespace Registry.Git;

/// <summary>Creates, moves and deletes refs in one step: all or none.</summary>
internal sealed class RefTransaction
{
    /// <summary>What git says of a ref that is not as expected.</summary>
    private static readonly string[] s_conflicts =
        ["reference already exists", "but expected", "unable to resolve reference", "reference is missing"];

    private readonly StringBuilder _script = new();

    public bool IsEmpty => _script.Length == 0;

    /// <summary>Moves a ref from what it was; null: it must not exist.</summary>
    public void Set(string name, ObjectId target, ObjectId? old) =>
        Add(old is { } known ? $"update {name} {target} {known}" : $"create {name} {target}");

    /// <summary>Moves a ref whatever it was.</summary>
    public void Force(string name, ObjectId target) => Add($"update {name} {target}");

    public void Delete(string name, ObjectId old) => Add($"delete {name} {old}");

    /// <returns>False where a ref was not as expected; then nothing was done.</returns>
    /// <exception cref="RegistryException">MLR1102.</exception>
    public async Task<bool> CommitAsync(GitRepository repository, CancellationToken cancel)
    {
        if (IsEmpty)
        {
            return true;
        }

        // Not cancelled half-way: that would leave lock files, and it takes no time.
        cancel.ThrowIfCancellationRequested();
        var output = await repository.TryGitAsync(
            ["update-ref", "--stdin"], $"start\n{_script}prepare\ncommit\n", CancellationToken.None);
        return output.ExitCode == 0
            || (s_conflicts.Any(words => output.Error.Contains(words, StringComparison.Ordinal))
                ? false
                : throw GitRepository.Failed(
                    ["update-ref", "--stdin"], output, "If no git runs there, delete the lock file that it names."));
    }

    private void Add(string command) => _script.Append(command).Append('\n');
}
