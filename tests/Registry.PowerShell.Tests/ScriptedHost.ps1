# A host that answers no to every question and remembers what was said: without a person, no other asks.
if (-not ('ScriptedHost' -as [type])) {
    Add-Type -TypeDefinition @'
using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

public sealed class ScriptedHost : PSHost
{
    private readonly ScriptedInterface _ui = new ScriptedInterface();

    public List<string> Lines { get { return _ui.Lines; } }
    public List<string> Questions { get { return _ui.Questions; } }
    public override string Name { get { return "Scripted"; } }
    public override Version Version { get { return new Version(1, 0); } }
    public override Guid InstanceId { get; } = Guid.NewGuid();
    public override PSHostUserInterface UI { get { return _ui; } }
    public override CultureInfo CurrentCulture { get { return CultureInfo.InvariantCulture; } }
    public override CultureInfo CurrentUICulture { get { return CultureInfo.InvariantCulture; } }
    public override void EnterNestedPrompt() { throw new NotSupportedException(); }
    public override void ExitNestedPrompt() { throw new NotSupportedException(); }
    public override void NotifyBeginApplication() { }
    public override void NotifyEndApplication() { }
    public override void SetShouldExit(int exitCode) { }
}

public sealed class ScriptedInterface : PSHostUserInterface
{
    public List<string> Lines { get; } = new List<string>();
    public List<string> Questions { get; } = new List<string>();
    public override PSHostRawUserInterface RawUI { get { return null; } }
    public override string ReadLine() { throw new NotSupportedException(); }
    public override SecureString ReadLineAsSecureString() { throw new NotSupportedException(); }
    public override void Write(string value) { Lines.Add(value); }
    public override void Write(ConsoleColor foreground, ConsoleColor background, string value) { Lines.Add(value); }
    public override void WriteLine(string value) { Lines.Add(value); }
    public override void WriteErrorLine(string value) { Lines.Add(value); }
    public override void WriteDebugLine(string message) { }
    public override void WriteProgress(long sourceId, ProgressRecord record) { }
    public override void WriteVerboseLine(string message) { Lines.Add(message); }
    public override void WriteWarningLine(string message) { }

    public override Dictionary<string, PSObject> Prompt(
        string caption, string message, Collection<FieldDescription> descriptions) { throw new NotSupportedException(); }

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName)
    { throw new NotSupportedException(); }

    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName,
        PSCredentialTypes allowed, PSCredentialUIOptions options) { throw new NotSupportedException(); }

    public override int PromptForChoice(
        string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        Questions.Add(message);
        for (int i = 0; i < choices.Count; i++)
        {
            if (choices[i].Label == "&No") { return i; }
        }

        throw new NotSupportedException(message);
    }
}
'@
}

# One for all: what a command leaves in a session is no part of what it is asked here.
$scriptedHost = [ScriptedHost]::new()
$scriptedRunspace = [runspacefactory]::CreateRunspace($scriptedHost)
$scriptedRunspace.Open()

function Invoke-Scripted([string] $Script) {
    $scriptedHost.Lines.Clear()
    $scriptedHost.Questions.Clear()
    $shell = [powershell]::Create($scriptedRunspace)
    $null = $shell.AddScript("Import-Module Registry; $Script")
    $null = $shell.Invoke()
    [pscustomobject]@{
        Lines = @($scriptedHost.Lines); Questions = @($scriptedHost.Questions); Errors = $shell.Streams.Error.ReadAll()
    }
    $shell.Dispose()
}
