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
}
