using Microsoft.Build.Utilities;
using Registry.Testing;

namespace Registry.MSBuild.Tests;

public sealed class HelpLinkTests
{
    [Fact]
    public void Errors_and_warnings_with_a_code_link_to_its_page()
    {
        var engine = new RecordingEngine();
        var diagnostics = new Diagnostics(new TaskLoggingHelper(engine, "Any"), "/p/App.csproj");

        foreach (var code in ErrorCodes.All)
        {
            diagnostics.Error(code, "{0} fails.", "/p/models.lock.json", 7);
            diagnostics.Warning(code, "{0} warns.");
        }

        diagnostics.Warning(null, "No code, no page.");
        engine.Errors.Select(e => e.HelpLink).ShouldBe(ErrorCodes.All.Select(PageOf));
        engine.Warnings.Select(w => w.HelpLink).ShouldBe([.. ErrorCodes.All.Select(PageOf), null]);
        engine.Errors.ShouldAllBe(e => e.File == "/p/models.lock.json" && e.LineNumber == 7 && e.Message == "{0} fails.");
        engine.Warnings.ShouldAllBe(w => w.File == "/p/App.csproj");
    }

    [Fact]
    public void A_task_that_fails_links_to_the_page_of_its_error()
    {
        using var folder = new TempFolder();
        var engine = new RecordingEngine();
        using var task = new SetModelStage { BuildEngine = engine, ProjectFile = folder["App.csproj"] };

        task.Execute().ShouldBeFalse();

        var error = engine.Errors.Single();
        (error.Code, error.HelpLink).ShouldBe(("MLR1003", PageOf(ErrorCodes.Malformed)));
    }

    private static string PageOf(ErrorCode code) =>
        $"https://github.com/registry-models/registry/blob/main/docs/errors/{code.Id}.md";
}
