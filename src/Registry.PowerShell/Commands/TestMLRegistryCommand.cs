using System.Management.Automation;
using Registry.PowerShell.Binding;

namespace Registry.PowerShell.Commands;

/// <summary>
/// Looks for what is wrong with the registry: deleted, moved, forged and unreadable tags, chains that went back,
/// missing bytes, and what the remote or lock files know better. Nothing comes out where all is well.
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "MLRegistry", HelpUri = Help.Uri + "Test-MLRegistry.md")]
[OutputType(typeof(RegistryFinding))]
public sealed class TestMLRegistryCommand : StreamingCmdlet
{
    /// <summary>Names of models, or patterns of them; the default is all.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ModelNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Lock files of projects: what they hold on to must be known here.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] LockFile { get; set; } = [];

    /// <summary>Does not ask the remote; what was deleted there stays unseen.</summary>
    [Parameter]
    public SwitchParameter Offline { get; set; }

    protected override void ProcessRecord()
    {
        var files = Guard(
            LockFile, () => LockFile.Select(file => SessionPath.Literal(file, SessionState.Path)).ToArray());
        foreach (var name in files is null ? [] : Name)
        {
            var pattern = new NamePattern(name);
            var request = new AuditRequest
            {
                LockFiles = files!,
                Offline = Offline,
                Name = pattern.Exact,
                NameMatches = pattern.Matches,
            };

            // A large store takes a while.
            WriteEach(name, (registry, sink, cancel) => registry.AuditAsync(request, sink, cancel));
        }
    }
}
