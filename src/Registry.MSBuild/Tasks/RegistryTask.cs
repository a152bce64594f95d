using Microsoft.Build.Framework;

namespace Registry.MSBuild;

/// <summary>What all tasks share: they can be cancelled, never throw, and report failures by their code.</summary>
public abstract class RegistryTask : Microsoft.Build.Utilities.Task, ICancelableTask, IDisposable
{
    private readonly CancellationTokenSource _cancelled = new();

    /// <summary>The project's file: failures that stand nowhere else are reported there.</summary>
    public string? ProjectFile { get; set; }

    /// <summary>The project's folder: relative paths start here, never at the process's own.</summary>
    protected string ProjectDirectory => Path.GetDirectoryName(ProjectFile) ?? "";

    public void Cancel() => _cancelled.Cancel();

    public void Dispose()
    {
        _cancelled.Dispose();
        GC.SuppressFinalize(this);
    }

    public sealed override bool Execute()
    {
        try
        {
            Run(_cancelled.Token);
        }
        catch (OperationCanceledException) when (_cancelled.IsCancellationRequested)
        {
            return false;
        }
        catch (RegistryException e)
        {
            Diagnostics.Error(e.Error, e.Message, e.File, e.Line);
        }
        // A task that throws is reported by MSBuild as a defect, without the project; this says the same, and where.
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Log.LogErrorFromException(e, showStackTrace: true, showDetail: true, ProjectFile);
        }

        return !Log.HasLoggedErrors;
    }

    protected abstract void Run(CancellationToken cancel);

    /// <summary>Where the core reports to during this task.</summary>
    protected IProgressSink Sink => new TaskProgress(Log, Diagnostics);

    private protected Diagnostics Diagnostics => new(Log, ProjectFile);

    /// <summary>The registry as the core takes it: an absolute path, or a URL as it stands.</summary>
    protected string LocationOf(string? registry) =>
        string.IsNullOrEmpty(registry) ? ProjectDirectory : ModelRegistry.Locate(registry, ProjectDirectory);
}
