using System.Collections;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Registry.Testing;

namespace Registry.MSBuild.Tests;

public sealed class TaskTests
{
    [Fact]
    public void A_cancelled_task_ends_without_an_error()
    {
        using var folder = new TempFolder();
        var engine = new RecordingEngine();
        using var task = Restore(folder, engine);

        task.Cancel();

        task.Execute().ShouldBeFalse();
        engine.Errors.ShouldBeEmpty();
    }

    [Fact]
    public void A_task_reports_what_it_did_not_expect_instead_of_throwing()
    {
        using var folder = new TempFolder();
        var engine = new RecordingEngine();
        using var task = Restore(folder, engine);
        task.LockFile = "\0";

        task.Execute().ShouldBeFalse();

        engine.Errors.Single().File.ShouldBe(folder["App.csproj"]);
    }

    private static RestoreModels Restore(TempFolder folder, RecordingEngine engine) => new()
    {
        BuildEngine = engine,
        ProjectFile = folder["App.csproj"],
        References = [new TaskItem("churn", new Dictionary<string, string> { ["Version"] = "1.0.0" })],
        LockFile = folder["models.lock.json"],
        Folder = folder["models"],
        RestoredFile = folder["models/restored.txt"],
    };

    /// <summary>Keeps the errors that a task logs.</summary>
    private sealed class RecordingEngine : IBuildEngine
    {
        public List<BuildErrorEventArgs> Errors { get; } = [];

        public bool ContinueOnError => false;

        public int LineNumberOfTaskNode => 0;

        public int ColumnNumberOfTaskNode => 0;

        public string ProjectFileOfTaskNode => "";

        public void LogErrorEvent(BuildErrorEventArgs e) => Errors.Add(e);

        public void LogWarningEvent(BuildWarningEventArgs e)
        {
        }

        public void LogMessageEvent(BuildMessageEventArgs e)
        {
        }

        public void LogCustomEvent(CustomBuildEventArgs e)
        {
        }

        public bool BuildProjectFile(string projectFileName, string[] targetNames, IDictionary globalProperties, IDictionary targetOutputs) =>
            false;
    }
}
